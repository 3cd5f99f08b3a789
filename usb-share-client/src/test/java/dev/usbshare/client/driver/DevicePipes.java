package dev.usbshare.client.driver;

import dev.usbshare.simulation.SimulatedDevice;
import dev.usbshare.simulation.SimulatedUsbHost;
import dev.usbshare.usb.BusId;
import dev.usbshare.usb.ConfigurationDescriptor;
import dev.usbshare.usb.Direction;
import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.SetupPacket;
import dev.usbshare.usb.TransferType;
import dev.usbshare.usb.Urb;
import dev.usbshare.usb.UsbDevice;
import dev.usbshare.usb.UsbSpeed;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.concurrent.DefaultEventExecutor;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** The pipes of a simulated device that is plugged in and open right here. */
final class DevicePipes implements UsbPipes, AutoCloseable {

    private static final byte[] NOTHING = {};

    private final DefaultEventExecutor executor = new DefaultEventExecutor();
    private final SimulatedUsbHost host = new SimulatedUsbHost();
    private final AtomicInteger lastId = new AtomicInteger();
    private final BusId busId;
    private final UsbDevice device;

    DevicePipes(SimulatedDevice simulated) {
        busId = host.plug(simulated);
        device = host.open(busId, executor, () -> {})
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    void unplug() {
        host.unplug(busId);
    }

    @Override
    public UsbSpeed speed() {
        return device.info().speed();
    }

    @Override
    public ConfigurationDescriptor configuration() {
        return device.descriptors().parsedConfigurations().getFirst();
    }

    @Override
    public CompletableFuture<UrbResult> control(SetupPacket setup, byte[] out) {
        if (setup.isClearHalt()) {
            var done = new CompletableFuture<UrbResult>();
            executor.execute(() -> device.clearHalt(
                    new EndpointAddress(setup.index()), status -> done.complete(new UrbResult(status, 0, NOTHING))));
            return done;
        }
        ByteBuf buffer = buffer(setup.lengthBytes()).setBytes(Urb.HEADROOM_BYTES, out);
        return submit(
                future -> Urb.control(id(), setup, 0, setup.lengthBytes(), buffer, (u, s, n) -> end(u, s, n, future)));
    }

    @Override
    public CompletableFuture<UrbResult> in(EndpointAddress endpoint, int lengthBytes, int transferFlags) {
        return data(endpoint, buffer(lengthBytes), lengthBytes, transferFlags);
    }

    @Override
    public CompletableFuture<UrbResult> out(EndpointAddress endpoint, byte[] data, int transferFlags) {
        return data(endpoint, buffer(data.length).setBytes(Urb.HEADROOM_BYTES, data), data.length, transferFlags);
    }

    @Override
    public void close() {
        host.close();
        executor.shutdownGracefully(0, 20, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private CompletableFuture<UrbResult> data(EndpointAddress endpoint, ByteBuf buffer, int lengthBytes, int flags) {
        return submit(future -> Urb.data(
                id(), endpoint, TransferType.BULK, flags, lengthBytes, buffer, (u, s, n) -> end(u, s, n, future)));
    }

    private CompletableFuture<UrbResult> submit(Function<CompletableFuture<UrbResult>, Urb> making) {
        var future = new CompletableFuture<UrbResult>();
        Urb urb = making.apply(future);
        executor.execute(() -> device.submit(urb));
        future.whenComplete((result, failure) -> {
            if (future.isCancelled()) {
                executor.execute(() -> device.cancel(urb));
            }
        });
        return future;
    }

    private static void end(Urb urb, int status, int actual, CompletableFuture<UrbResult> future) {
        byte[] data = urb.direction() == Direction.IN
                ? ByteBufUtil.getBytes(urb.buffer(), Urb.HEADROOM_BYTES, actual)
                : NOTHING;
        urb.release();
        future.complete(new UrbResult(status, actual, data));
    }

    private int id() {
        return lastId.incrementAndGet();
    }

    private static ByteBuf buffer(int bytes) {
        return PooledByteBufAllocator.DEFAULT.directBuffer(Urb.HEADROOM_BYTES + bytes);
    }
}
