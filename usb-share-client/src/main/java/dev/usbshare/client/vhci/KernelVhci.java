package dev.usbshare.client.vhci;

import dev.usbshare.client.vhci.VhciException.Reason;
import dev.usbshare.usb.UsbSpeed;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Linux's vhci_hcd: one end of a socket pair goes to the kernel through sysfs, the other becomes a channel on the
 * event loop.
 *
 * <p>Only the channel and the kernel's reference keep a port alive, so a process that dies, however it dies, leaves no
 * ghost port: there is nothing to clean up at the next start.
 *
 * <p><b>Confinement</b>: thread-safe. sysfs is touched on the blocking executor alone.
 */
public final class KernelVhci implements Vhci {

    private static final Logger LOG = LoggerFactory.getLogger(KernelVhci.class);

    private static final Path SYSFS = Path.of("/sys/devices/platform/vhci_hcd.0");
    private static final Path OS_RELEASE = Path.of("/proc/sys/kernel/osrelease");

    /** Rows that others may snatch while we choose one, before we give up. */
    private static final int MAX_ATTEMPTS = 8;

    /** Socket buffer of both ends: holds a 1 MiB URB, so that neither side waits for the other in the middle of one. */
    private static final int SOCKET_BUFFER_BYTES = 2 << 20;

    /** One read takes a disk's 120 KiB command and the next one's header. */
    private static final int READ_BYTES = 256 << 10;

    private static final int READS_PER_TURN = 16;

    /** Answers waiting for the kernel before the endpoint streams are no longer read. */
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(1 << 20, 4 << 20);

    private final EventLoop loop;
    private final Executor blocking;
    private final VhciSysfs sysfs;
    private final KernelRelease release;

    /** @param blocking runs the short file operations that an attach takes */
    public KernelVhci(EventLoop loop, Executor blocking) {
        this(loop, blocking, new VhciSysfs(SYSFS), KernelRelease.parse(runningKernel()));
    }

    /** As {@link #KernelVhci(EventLoop, Executor)}, with sysfs and the kernel's version ({@code uname -r}) from elsewhere. */
    public KernelVhci(EventLoop loop, Executor blocking, Path sysfs, String kernelRelease) {
        this(loop, blocking, new VhciSysfs(sysfs), KernelRelease.parse(kernelRelease));
    }

    KernelVhci(EventLoop loop, Executor blocking, VhciSysfs sysfs, KernelRelease release) {
        this.loop = loop;
        this.blocking = blocking;
        this.sysfs = sysfs;
        this.release = release;
    }

    /** What would make an attach fail now, as far as can be seen without a device. Does file I/O. */
    public Optional<VhciException> obstacle() {
        try {
            if (sysfs.rows().stream().noneMatch(PortRow::isFree)) {
                return Optional.of(new VhciException(Reason.NO_FREE_PORT, "every port of vhci_hcd is taken"));
            }
            return sysfs.isAttachWritable() ? Optional.empty() : Optional.of(noPermission());
        } catch (VhciException e) {
            return Optional.of(e);
        }
    }

    /** The ports that hold a device now, whoever attached it. Does file I/O. */
    public List<PortRow> attached() throws VhciException {
        return sysfs.rows().stream().filter(PortRow::isAttached).toList();
    }

    @Override
    public CompletionStage<VhciPort> attach(UsbSpeed speed, int devid, ChannelHandler handler) {
        var result = new CompletableFuture<VhciPort>();
        try {
            blocking.execute(() -> attachBlocking(speed, devid, handler, result));
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(new VhciException(Reason.REFUSED, "attach a device: the client is stopping"));
        }
        return result;
    }

    private void attachBlocking(UsbSpeed speed, int devid, ChannelHandler handler, CompletableFuture<VhciPort> result) {
        int ours = -1;
        try {
            if (sysfs.isDebugOn()) {
                LOG.warn("vhci_hcd logs every request (usbip_debug is not 0) and is slow for it");
            }
            NativeCalls.Descriptors pair = socketPair();
            ours = pair.first();
            int port;
            try {
                port = plug(release.clamp(speed), devid, pair.second());
            } finally {
                // The kernel holds its own reference. Ours must go at once, or its end would outlive the device.
                NativeCalls.close(pair.second());
            }
            int socket = ours;
            loop.execute(() -> adopt(socket, port, handler, result));
        } catch (VhciException | RuntimeException e) {
            if (ours >= 0) {
                NativeCalls.close(ours);
            }
            fail(result, e);
        }
    }

    private static NativeCalls.Descriptors socketPair() throws VhciException {
        try {
            NativeCalls.Descriptors pair = NativeCalls.socketPair();
            NativeCalls.enlargeSendBuffer(pair.first(), SOCKET_BUFFER_BYTES);
            NativeCalls.enlargeSendBuffer(pair.second(), SOCKET_BUFFER_BYTES);
            return pair;
        } catch (ErrnoException e) {
            throw new VhciException(Reason.REFUSED, "attach a device: " + e.getMessage());
        }
    }

    private int plug(UsbSpeed speed, int devid, int kernelEnd) throws VhciException {
        Set<Integer> busy = new HashSet<>();
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            int port = freePort(speed, busy);
            try {
                sysfs.attach(port, kernelEnd, devid, speed.code());
                return port;
            } catch (ErrnoException e) {
                switch (e.errno()) {
                    case Errno.EBUSY -> busy.add(port); // somebody was faster
                    case Errno.EACCES, Errno.EPERM -> throw noPermission();
                    default ->
                        throw new VhciException(
                                Reason.REFUSED, "attach a device to port " + port + ": " + e.getMessage());
                }
            }
        }
        throw new VhciException(
                Reason.NO_FREE_PORT,
                "attach a device: ports " + busy + " were free and then taken by others: try again");
    }

    private int freePort(UsbSpeed speed, Set<Integer> busy) throws VhciException {
        return sysfs.rows().stream()
                .filter(row -> row.isFree() && row.superSpeed() == speed.isSuper() && !busy.contains(row.port()))
                .mapToInt(PortRow::port)
                .findFirst()
                .orElseThrow(() -> new VhciException(
                        Reason.NO_FREE_PORT,
                        "attach a device: no free " + (speed.isSuper() ? "SuperSpeed" : "high-speed")
                                + " port on vhci_hcd: detach something"));
    }

    private void adopt(int socket, int port, ChannelHandler handler, CompletableFuture<VhciPort> result) {
        var channel = new EpollDomainSocketChannel(socket);
        channel.config()
                .setAllocator(PooledByteBufAllocator.DEFAULT)
                .setRecvByteBufAllocator(new FixedRecvByteBufAllocator(READ_BYTES).maxMessagesPerRead(READS_PER_TURN))
                .setWriteBufferWaterMark(WATER_MARK);
        channel.pipeline().addLast(handler);
        ChannelFuture registered = loop.register(channel);
        registered.addListener(done -> {
            if (done.isSuccess()) {
                result.complete(new Attached(port, channel));
            } else {
                channel.close();
                result.completeExceptionally(
                        new VhciException(Reason.REFUSED, "listen to port " + port + ": " + done.cause()));
            }
        });
    }

    private void fail(CompletableFuture<VhciPort> result, Exception cause) {
        try {
            loop.execute(() -> result.completeExceptionally(cause));
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(cause);
        }
    }

    private VhciException noPermission() {
        return new VhciException(
                Reason.NO_PERMISSION,
                "open " + sysfs.attachFile()
                        + ": permission denied (run as root, or give your group write access to it)");
    }

    private static String runningKernel() {
        try {
            return Files.readString(OS_RELEASE);
        } catch (IOException e) {
            return "";
        }
    }

    private record Attached(int number, Channel channel) implements VhciPort {}
}
