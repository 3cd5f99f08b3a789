package dev.usbshare.simulation;

import dev.usbshare.usb.BusId;
import dev.usbshare.usb.Direction;
import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.SetupPacket;
import dev.usbshare.usb.TransferType;
import dev.usbshare.usb.Urb;
import dev.usbshare.usb.UsbDevice;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.concurrent.DefaultEventExecutor;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/** One simulated device, plugged in and open on an executor of its own, with a tester's hands on its endpoints. */
final class Rig implements AutoCloseable {

    /** How an URB ended. */
    record Ended(int status, int actualLengthBytes, byte[] data) {}

    /** An URB that was submitted. */
    record Pending(Urb urb, CompletableFuture<Ended> end) {

        Ended await() {
            return Rig.await(end);
        }
    }

    final DefaultEventExecutor executor = new DefaultEventExecutor();
    final SimulatedUsbHost host = new SimulatedUsbHost();
    final CompletableFuture<Void> gone = new CompletableFuture<>();
    final BusId busId;
    final UsbDevice device;
    private int lastId;

    Rig(SimulatedDevice simulated) {
        busId = host.plug(simulated);
        device = await(host.open(busId, executor, () -> gone.complete(null)).toCompletableFuture());
    }

    static <T> T await(CompletableFuture<T> future) {
        return future.orTimeout(20, TimeUnit.SECONDS).join();
    }

    Ended in(int endpoint, int lengthBytes) {
        return in(endpoint, lengthBytes, 0).await();
    }

    Pending in(int endpoint, int lengthBytes, int flags) {
        return submit(end -> {
            ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(Urb.HEADROOM_BYTES + lengthBytes);
            return data(endpoint, flags, lengthBytes, buffer, end);
        });
    }

    Ended out(int endpoint, byte[] bytes) {
        return out(endpoint, bytes, 0).await();
    }

    Pending out(int endpoint, byte[] bytes, int flags) {
        return submit(end -> {
            ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(Urb.HEADROOM_BYTES + bytes.length);
            buffer.setBytes(Urb.HEADROOM_BYTES, bytes);
            return data(endpoint, flags, bytes.length, buffer, end);
        });
    }

    Ended control(int requestType, int request, int value, int index, byte[] out) {
        return control(new SetupPacket(requestType, request, value, index, out.length), out, out.length, 0);
    }

    Ended controlIn(int requestType, int request, int value, int index, int lengthBytes) {
        return control(new SetupPacket(requestType, request, value, index, lengthBytes), new byte[0], lengthBytes, 0);
    }

    Ended control(SetupPacket setup, byte[] out, int lengthBytes, int flags) {
        return submit(end -> {
                    ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(Urb.HEADROOM_BYTES + lengthBytes);
                    buffer.setBytes(Urb.HEADROOM_BYTES, out);
                    return Urb.control(++lastId, setup, flags, lengthBytes, buffer, (u, s, a) -> end(u, s, a, end));
                })
                .await();
    }

    void cancel(Pending pending) {
        executor.submit(() -> device.cancel(pending.urb())).syncUninterruptibly();
    }

    /** Returns when everything that can happen by itself has happened. */
    void settle() {
        for (int i = 0; i < 3; i++) {
            executor.submit(() -> {}).syncUninterruptibly();
        }
    }

    int clearHalt(int endpoint) {
        return ask(done -> device.clearHalt(new EndpointAddress(endpoint), done));
    }

    int setConfiguration(int value) {
        return ask(done -> device.setConfiguration(value, done));
    }

    int setInterface(int number, int alternateSetting) {
        return ask(done -> device.setInterface(number, alternateSetting, done));
    }

    void closeDevice() {
        var closed = new CompletableFuture<Void>();
        executor.execute(() -> device.close().thenAccept(closed::complete));
        await(closed);
    }

    @Override
    public void close() {
        host.close();
        executor.shutdownGracefully(0, 20, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private int ask(Consumer<IntConsumer> question) {
        var answer = new CompletableFuture<Integer>();
        executor.execute(() -> question.accept(answer::complete));
        return await(answer);
    }

    private interface Making {
        Urb make(CompletableFuture<Ended> end);
    }

    private Pending submit(Making making) {
        var end = new CompletableFuture<Ended>();
        Urb urb = making.make(end);
        executor.execute(() -> device.submit(urb));
        return new Pending(urb, end);
    }

    private Urb data(int endpoint, int flags, int lengthBytes, ByteBuf buffer, CompletableFuture<Ended> end) {
        return Urb.data(
                ++lastId,
                new EndpointAddress(endpoint),
                TransferType.BULK,
                flags,
                lengthBytes,
                buffer,
                (u, s, a) -> end(u, s, a, end));
    }

    private static void end(Urb urb, int status, int actual, CompletableFuture<Ended> end) {
        byte[] data = urb.direction() == Direction.IN
                ? ByteBufUtil.getBytes(urb.buffer(), Urb.HEADROOM_BYTES, actual)
                : new byte[0];
        urb.release();
        end.complete(new Ended(status, actual, data));
    }
}
