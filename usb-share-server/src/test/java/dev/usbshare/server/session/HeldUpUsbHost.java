package dev.usbshare.server.session;

import dev.usbshare.usb.BusId;
import dev.usbshare.usb.DescriptorSet;
import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.Urb;
import dev.usbshare.usb.UsbDevice;
import dev.usbshare.usb.UsbDeviceInfo;
import dev.usbshare.usb.UsbHost;
import dev.usbshare.usb.UsbHostException;
import dev.usbshare.usb.UsbHostListener;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** A host whose devices take as long to open, and to close, as the test wants, or fail. */
final class HeldUpUsbHost implements UsbHost {

    private final UsbHost real;
    private final List<Runnable> held = new ArrayList<>();
    boolean holding;
    boolean holdingCloses;

    @Nullable
    UsbHostException failure;

    HeldUpUsbHost(UsbHost real) {
        this.real = real;
    }

    void letGo() {
        holding = false;
        holdingCloses = false;
        List.copyOf(held).forEach(Runnable::run);
        held.clear();
    }

    @Override
    public CompletionStage<UsbDevice> open(BusId busId, EventExecutor executor, Runnable gone) {
        if (failure != null) {
            return CompletableFuture.failedStage(failure);
        }
        if (!holding) {
            return reallyOpen(busId, executor, gone);
        }
        var result = new CompletableFuture<UsbDevice>();
        held.add(() -> reallyOpen(busId, executor, gone).whenComplete((device, e) -> {
            if (device != null) {
                result.complete(device);
            } else {
                result.completeExceptionally(e);
            }
        }));
        return result;
    }

    private CompletionStage<UsbDevice> reallyOpen(BusId busId, EventExecutor executor, Runnable gone) {
        return real.open(busId, executor, gone).thenApply(device -> new HeldUpDevice(device));
    }

    @Override
    public List<UsbDeviceInfo> devices() {
        return real.devices();
    }

    @Override
    public void addListener(UsbHostListener listener) {
        real.addListener(listener);
    }

    @Override
    public void close() {
        real.close();
    }

    private final class HeldUpDevice implements UsbDevice {

        private final UsbDevice device;

        HeldUpDevice(UsbDevice device) {
            this.device = device;
        }

        @Override
        public CompletionStage<Void> close() {
            if (!holdingCloses) {
                return device.close();
            }
            var free = new CompletableFuture<Void>();
            held.add(() -> device.close().thenRun(() -> free.complete(null)));
            return free;
        }

        @Override
        public UsbDeviceInfo info() {
            return device.info();
        }

        @Override
        public DescriptorSet descriptors() {
            return device.descriptors();
        }

        @Override
        public void submit(Urb urb) {
            device.submit(urb);
        }

        @Override
        public void cancel(Urb urb) {
            device.cancel(urb);
        }

        @Override
        public void setConfiguration(int value, IntConsumer done) {
            device.setConfiguration(value, done);
        }

        @Override
        public void setInterface(int interfaceNumber, int alternateSetting, IntConsumer done) {
            device.setInterface(interfaceNumber, alternateSetting, done);
        }

        @Override
        public void clearHalt(EndpointAddress endpoint, IntConsumer done) {
            device.clearHalt(endpoint, done);
        }
    }
}
