package dev.usbshare.server.usbhost;

import dev.usbshare.usb.Direction;
import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.EndpointDescriptor;
import dev.usbshare.usb.EndpointTable;
import dev.usbshare.usb.SetupPacket;
import dev.usbshare.usb.TransferType;
import dev.usbshare.usb.Urb;
import dev.usbshare.usb.UrbListener;
import dev.usbshare.usb.UrbStatus;
import dev.usbshare.usb.UsbDevice;
import dev.usbshare.usb.UsbDeviceInfo;
import dev.usbshare.usb.UsbHost;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntConsumer;

/** An opened device for programs that wait: its calls go to the device's executor and come back. For the lab's checks.
 * The host closes what a failed check leaves open. */
final class LabDevice {

    static final Duration PATIENCE = Duration.ofSeconds(20);

    /** How an URB ended; {@code data} is what an IN brought. */
    record End(int urb, int status, int actualBytes, byte[] data) {
        String outcome() {
            return UrbStatus.name(status) + "/" + actualBytes;
        }
    }

    /** An URB under way. */
    record Pending(Urb urb, CompletableFuture<End> end) {}

    private static final AtomicInteger IDS = new AtomicInteger();

    private final EventExecutor executor = new DefaultEventExecutor();
    private final AtomicInteger gone = new AtomicInteger();
    private final CompletableFuture<Void> goneOnce = new CompletableFuture<>();
    private final UsbDevice device;

    private LabDevice(UsbHost host, UsbDeviceInfo info) throws Exception {
        device = await(host.open(info.busId(), executor, () -> {
                    gone.incrementAndGet();
                    goneOnce.complete(null);
                })
                .toCompletableFuture());
    }

    static LabDevice open(UsbHost host, String serial) throws Exception {
        return new LabDevice(host, find(host, serial));
    }

    static UsbDeviceInfo find(UsbHost host, String serial) {
        return host.devices().stream()
                .filter(d -> d.serial().equals(serial))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no device " + serial + " in " + host.devices()));
    }

    UsbDevice device() {
        return device;
    }

    CompletableFuture<Void> goneOnce() {
        return goneOnce;
    }

    int goneCount() {
        return gone.get();
    }

    /** The first endpoint of a type and direction. */
    EndpointAddress endpoint(TransferType type, Direction direction) {
        return new EndpointTable(device.descriptors())
                .all().stream()
                        .filter(e -> e.type() == type && e.address().direction() == direction)
                        .map(EndpointDescriptor::address)
                        .findFirst()
                        .orElseThrow();
    }

    Pending in(EndpointAddress endpoint, int lengthBytes, int flags) throws Exception {
        return submit(end -> Urb.data(
                IDS.incrementAndGet(), endpoint, TransferType.BULK, flags, lengthBytes, room(lengthBytes), end));
    }

    Pending out(EndpointAddress endpoint, byte[] data, int flags) throws Exception {
        ByteBuf room = room(data.length).setBytes(Urb.HEADROOM_BYTES, data);
        return submit(
                end -> Urb.data(IDS.incrementAndGet(), endpoint, TransferType.BULK, flags, data.length, room, end));
    }

    Pending control(SetupPacket setup, byte[] data) throws Exception {
        ByteBuf room = room(setup.lengthBytes()).setBytes(Urb.HEADROOM_BYTES, data);
        return submit(end -> Urb.control(IDS.incrementAndGet(), setup, 0, setup.lengthBytes(), room, end));
    }

    void cancel(Pending pending) throws Exception {
        call(() -> {
            device.cancel(pending.urb());
            return true;
        });
    }

    /** A blocking request's status. */
    int request(Consumer<IntConsumer> request) throws Exception {
        var status = new CompletableFuture<Integer>();
        executor.execute(() -> request.accept(status::complete));
        return await(status);
    }

    static End end(Pending pending) throws Exception {
        return await(pending.end());
    }

    static <T> T await(CompletableFuture<T> future) throws Exception {
        return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    void close() throws Exception {
        await(call(device::close).toCompletableFuture());
        executor.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        if (!executor.awaitTermination(5, TimeUnit.SECONDS)) {
            throw new AssertionError("executor does not end");
        }
    }

    private <T> T call(Callable<T> task) throws Exception {
        if (executor.inEventLoop()) {
            return task.call();
        }
        return executor.submit(task).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private Pending submit(Function<UrbListener, Urb> make) throws Exception {
        var end = new CompletableFuture<End>();
        Urb urb = make.apply((ended, status, actualBytes) -> {
            byte[] data = new byte[ended.direction() == Direction.IN ? actualBytes : 0];
            ended.buffer().getBytes(Urb.HEADROOM_BYTES, data);
            ended.release();
            end.complete(new End(ended.id(), status, actualBytes, data));
        });
        call(() -> {
            device.submit(urb);
            return true;
        });
        return new Pending(urb, end);
    }

    private static ByteBuf room(int lengthBytes) {
        return PooledByteBufAllocator.DEFAULT.directBuffer(Urb.HEADROOM_BYTES + lengthBytes);
    }
}
