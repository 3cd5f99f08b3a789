package dev.usbshare.path;

import io.netty.util.concurrent.EventExecutor;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Looks again and again which addresses this machine has, on a thread of its own: the system may take its time. */
final class InterfaceWatch implements AutoCloseable {

    private static final long SECONDS = 3;

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("usb-share-interfaces").factory());

    private InterfaceWatch() {}

    /** @param found told on the executor, what was found first and then what has changed */
    static InterfaceWatch start(
            Supplier<List<InetAddress>> interfaces, EventExecutor executor, Consumer<List<InetAddress>> found) {
        var watch = new InterfaceWatch();
        watch.thread.scheduleWithFixedDelay(new Look(interfaces, executor, found), 0, SECONDS, TimeUnit.SECONDS);
        return watch;
    }

    private static final class Look implements Runnable {

        private final Supplier<List<InetAddress>> interfaces;
        private final EventExecutor executor;
        private final Consumer<List<InetAddress>> found;
        private List<InetAddress> before = List.of();

        Look(Supplier<List<InetAddress>> interfaces, EventExecutor executor, Consumer<List<InetAddress>> found) {
            this.interfaces = interfaces;
            this.executor = executor;
            this.found = found;
        }

        @Override
        public void run() {
            List<InetAddress> now = interfaces.get();
            if (!now.equals(before)) {
                before = now;
                executor.execute(() -> found.accept(now));
            }
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
