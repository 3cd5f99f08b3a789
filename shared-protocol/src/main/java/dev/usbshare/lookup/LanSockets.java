package dev.usbshare.lookup;

import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import javax.jmdns.JmDNS;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Multicast DNS (RFC 6762) at each of this machine's addresses, as they come and go.
 *
 * <p><b>Confinement</b>: a thread of its own, which JmDNS may block for seconds.
 */
final class LanSockets implements AutoCloseable {

    /** DNS-SD (RFC 6763): our servers. */
    static final String TYPE = "_usb-share._udp.local.";

    private static final Logger LOG = LoggerFactory.getLogger(LanSockets.class);

    /** Each takes a few threads and a socket. */
    private static final int MAX = 4;

    private static final long LOOK_AGAIN_SECONDS = 15;
    private static final long GOODBYE_MILLIS = 1500;

    private final DefaultEventExecutor executor;
    private final Callable<List<InetAddress>> addresses;
    private final BiConsumer<InetAddress, JmDNS> joined;
    private final Consumer<InetAddress> left;
    private final Map<InetAddress, JmDNS> sockets = new LinkedHashMap<>();
    private final Set<InetAddress> failed = new HashSet<>();

    /**
     * @param addresses this machine's, asked again and again
     * @param joined hears of each that is used, on this object's thread
     * @param left hears of each that is used no more
     */
    LanSockets(
            String threadName,
            Callable<List<InetAddress>> addresses,
            BiConsumer<InetAddress, JmDNS> joined,
            Consumer<InetAddress> left) {
        this.executor = new DefaultEventExecutor(new DefaultThreadFactory(threadName, true));
        this.addresses = addresses;
        this.joined = joined;
        this.left = left;
        executor.execute(this::look);
    }

    /** Does something at each of them, on this object's thread. */
    void forEach(Consumer<JmDNS> work) {
        if (!executor.isShuttingDown()) {
            executor.execute(() -> sockets.values().forEach(work));
        }
    }

    void after(long millis, Runnable work) {
        executor.schedule(work, millis, TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            List<InetAddress> now = addresses.call().stream().limit(MAX).toList();
            sockets.keySet().stream()
                    .filter(address -> !now.contains(address))
                    .toList()
                    .forEach(this::leave);
            failed.retainAll(now);
            now.stream().filter(address -> !sockets.containsKey(address)).forEach(this::join);
        } catch (Exception e) {
            LOG.atDebug().addKeyValue("error", e.getMessage()).log("This machine does not tell its addresses");
        }
        if (!executor.isShuttingDown()) {
            executor.schedule(this::look, LOOK_AGAIN_SECONDS, TimeUnit.SECONDS);
        }
    }

    private void join(InetAddress address) {
        try {
            JmDNS socket = JmDNS.create(address, "usb-share-" + Integer.toHexString(address.hashCode()));
            sockets.put(address, socket);
            failed.remove(address);
            joined.accept(address, socket);
        } catch (IOException | RuntimeException e) {
            if (failed.add(address)) {
                LOG.atInfo()
                        .addKeyValue("address", address.getHostAddress())
                        .addKeyValue("error", e.getMessage())
                        .log("No multicast DNS at this address");
            }
        }
    }

    private void leave(InetAddress address) {
        JmDNS socket = sockets.remove(address);
        left.accept(address);
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException | RuntimeException e) {
                LOG.atDebug().addKeyValue("error", e.getMessage()).log("Multicast DNS was not closed in order");
            }
        }
    }

    /** Says goodbye, as far as that is possible in {@value #GOODBYE_MILLIS} ms. */
    @Override
    public void close() {
        executor.execute(() -> List.copyOf(sockets.keySet()).forEach(this::leave));
        executor.shutdownGracefully(0, GOODBYE_MILLIS, TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(GOODBYE_MILLIS, TimeUnit.MILLISECONDS);
    }
}
