package dev.usbshare.service.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGHUP reloads the configuration file, for service managers and {@code kill -HUP}. On a terminal it means what it always does: the
 * terminal is gone, and so is the program.
 *
 * <p>{@code sun.misc.Signal}, of the module jdk.unsupported, is the only way to hear of a signal; the compiler warns of its name, so that it is
 * called by reflection.
 */
final class ReloadSignal implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ReloadSignal.class);

    private static final String HUP = "HUP";

    private final @Nullable Object before;

    ReloadSignal(ConfigReload reload) {
        before = hasTerminal()
                ? null
                : handle(() -> Thread.ofVirtual().name("usb-share-reload").start(reload::reload));
    }

    // JDK 25 has none where there is no terminal, as JDK 21 had.
    @SuppressWarnings("SystemConsoleNull")
    private static boolean hasTerminal() {
        var console = System.console();
        return console != null && console.isTerminal();
    }

    /** The handler before; null if there is none, as where the system has no such signal. */
    @SuppressWarnings("ReferenceEquality") // of a proxy, which is nothing but itself
    private static @Nullable Object handle(Runnable task) {
        try {
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            return install(Proxy.newProxyInstance(
                    ReloadSignal.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                        return switch (method.getName()) {
                            case "handle" -> {
                                task.run();
                                yield null;
                            }
                            case "hashCode" -> System.identityHashCode(proxy);
                            case "equals" -> arguments != null && proxy == arguments[0];
                            default -> "ReloadSignal";
                        };
                    }));
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            LOG.atDebug().addKeyValue("error", e).log("SIGHUP cannot be heard");
            return null;
        }
    }

    private static @Nullable Object install(Object handler) throws ReflectiveOperationException {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            return signal.getMethod("handle", signal, Class.forName("sun.misc.SignalHandler"))
                    .invoke(null, signal.getConstructor(String.class).newInstance(HUP), handler);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(e.getCause());
        }
    }

    @Override
    public void close() {
        if (before != null) {
            try {
                install(before);
            } catch (ReflectiveOperationException | IllegalArgumentException e) {
                LOG.atDebug().addKeyValue("error", e).log("SIGHUP cannot be given back");
            }
        }
    }
}
