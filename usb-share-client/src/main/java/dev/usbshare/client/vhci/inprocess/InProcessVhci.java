package dev.usbshare.client.vhci.inprocess;

import dev.usbshare.client.vhci.Vhci;
import dev.usbshare.client.vhci.VhciException;
import dev.usbshare.client.vhci.VhciPort;
import dev.usbshare.usb.UsbSpeed;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;

/**
 * A virtual host controller in this JVM: attaches and enumerates as Linux does, and hands the device to drivers in this
 * process.
 *
 * <p>Ports are numbered as Debian's kernel numbers them: high-speed ones first, SuperSpeed ones after.
 *
 * <p><b>Confinement</b>: thread-safe; its ports live on the event loop.
 */
public final class InProcessVhci implements Vhci {

    /** Debian's VHCI_HC_PORTS. */
    private static final int PORTS_PER_HUB = 15;

    /** What an AF_UNIX socket holds by default (net.core.wmem_default). */
    private static final int SOCKET_BYTES = 212_992;

    private final EventLoop loop;
    private final ConcurrentMap<Integer, InProcessPort> ports = new ConcurrentHashMap<>();
    /** The kernel counts for each hub, across its ports and attachments. */
    private int highSpeedSeqnum;

    private int superSpeedSeqnum;

    public InProcessVhci(EventLoop loop) {
        this(loop, 0);
    }

    /** @param lastSeqnum where the counters of requests stand, a u32: the next one gets the number after it */
    public InProcessVhci(EventLoop loop, int lastSeqnum) {
        this.loop = loop;
        this.highSpeedSeqnum = lastSeqnum;
        this.superSpeedSeqnum = lastSeqnum;
    }

    @Override
    public CompletionStage<VhciPort> attach(UsbSpeed speed, int devid, ChannelHandler handler) {
        var result = new CompletableFuture<VhciPort>();
        try {
            loop.execute(() -> attach(speed, devid, handler, result));
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(
                    new VhciException(VhciException.Reason.REFUSED, "attach a device: the client is stopping"));
        }
        return result;
    }

    /** The port of that number, if it holds a device. */
    public Optional<InProcessPort> port(int number) {
        return Optional.ofNullable(ports.get(number));
    }

    private void attach(UsbSpeed speed, int devid, ChannelHandler handler, CompletableFuture<VhciPort> result) {
        int first = speed.isSuper() ? PORTS_PER_HUB : 0;
        int number = first;
        while (number < first + PORTS_PER_HUB && ports.containsKey(number)) {
            number++;
        }
        if (number == first + PORTS_PER_HUB) {
            result.completeExceptionally(new VhciException(
                    VhciException.Reason.NO_FREE_PORT,
                    "attach a device: no free port in this process: detach something"));
            return;
        }
        PipeChannel.Pair ends = PipeChannel.pair(SOCKET_BYTES);
        var port = new InProcessPort(number, speed, devid, speed.isSuper() ? this::nextSuper : this::nextHigh, ends);
        ends.first().pipeline().addLast(handler);
        ports.put(number, port);
        port.closed().thenRun(() -> ports.remove(port.number(), port));
        loop.register(ends.second());
        loop.register(ends.first());
        result.complete(port);
        new Enumeration(port).run().whenComplete((descriptors, failure) -> {
            if (descriptors != null) {
                port.pipesPromise().complete(new InProcessPipes(port, descriptors));
            } else if (failure != null) {
                port.pipesPromise().completeExceptionally(unwrap(failure));
            }
        });
    }

    private static Throwable unwrap(Throwable failure) {
        Throwable cause = failure.getCause();
        return cause == null ? failure : cause;
    }

    private int nextHigh() {
        return ++highSpeedSeqnum;
    }

    private int nextSuper() {
        return ++superSpeedSeqnum;
    }
}
