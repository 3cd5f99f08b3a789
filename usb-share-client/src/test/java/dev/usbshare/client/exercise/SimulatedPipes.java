package dev.usbshare.client.exercise;

import dev.usbshare.client.driver.UrbResult;
import dev.usbshare.client.driver.UsbPipes;
import dev.usbshare.usb.ConfigurationDescriptor;
import dev.usbshare.usb.Direction;
import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.EndpointDescriptor;
import dev.usbshare.usb.SetupPacket;
import dev.usbshare.usb.TransferType;
import dev.usbshare.usb.Urb;
import dev.usbshare.usb.UrbListener;
import dev.usbshare.usb.UsbDevice;
import dev.usbshare.usb.UsbSpeed;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.EventExecutor;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The pipes of an opened device with nothing between, no kernel and no network. */
final class SimulatedPipes implements UsbPipes {

    private static final byte[] NOTHING = {};

    private final UsbDevice device;
    private final EventExecutor executor;
    private final AtomicInteger lastId = new AtomicInteger();

    SimulatedPipes(UsbDevice device, EventExecutor executor) {
        this.device = device;
        this.executor = executor;
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
        int length = setup.lengthBytes();
        return submit(
                listener -> Urb.control(lastId.incrementAndGet(), setup, 0, length, buffer(out, length), listener));
    }

    @Override
    public CompletableFuture<UrbResult> in(EndpointAddress endpoint, int lengthBytes, int flags) {
        return submit(listener -> Urb.data(
                lastId.incrementAndGet(),
                endpoint,
                type(endpoint),
                flags,
                lengthBytes,
                buffer(NOTHING, lengthBytes),
                listener));
    }

    @Override
    public CompletableFuture<UrbResult> out(EndpointAddress endpoint, byte[] data, int flags) {
        return submit(listener -> Urb.data(
                lastId.incrementAndGet(),
                endpoint,
                type(endpoint),
                flags,
                data.length,
                buffer(data, data.length),
                listener));
    }

    private static ByteBuf buffer(byte[] data, int length) {
        return Unpooled.directBuffer(Urb.HEADROOM_BYTES + length).setBytes(Urb.HEADROOM_BYTES, data);
    }

    private TransferType type(EndpointAddress endpoint) {
        return configuration().interfaces().stream()
                .flatMap(i -> i.endpoints().stream())
                .filter(e -> e.address().equals(endpoint))
                .map(EndpointDescriptor::type)
                .findFirst()
                .orElseThrow();
    }

    private CompletableFuture<UrbResult> submit(Function<UrbListener, Urb> factory) {
        var future = new PendingUrb();
        executor.execute(() -> {
            future.urb = factory.apply(future);
            device.submit(future.urb);
        });
        return future;
    }

    private final class PendingUrb extends CompletableFuture<UrbResult> implements UrbListener {
        private @Nullable Urb urb;

        @Override
        public void onUrbComplete(Urb ended, int status, int actualLengthBytes) {
            byte[] data = NOTHING;
            if (ended.direction() == Direction.IN) {
                data = new byte[actualLengthBytes];
                ended.buffer().getBytes(Urb.HEADROOM_BYTES, data);
            }
            ended.release();
            complete(new UrbResult(status, actualLengthBytes, data));
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            executor.execute(() -> device.cancel(Objects.requireNonNull(urb)));
            return super.cancel(mayInterruptIfRunning);
        }
    }
}
