package dev.usbshare.server.session;

import dev.usbshare.usb.BusId;
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
import org.jspecify.annotations.Nullable;

/** A host whose opens take as long as the test wants, or fail. */
final class HeldUpUsbHost implements UsbHost {

    private final UsbHost real;
    private final List<Runnable> held = new ArrayList<>();
    boolean holding;

    @Nullable
    UsbHostException failure;

    HeldUpUsbHost(UsbHost real) {
        this.real = real;
    }

    void letGo() {
        holding = false;
        held.forEach(Runnable::run);
        held.clear();
    }

    @Override
    public CompletionStage<UsbDevice> open(BusId busId, EventExecutor executor, Runnable gone) {
        if (failure != null) {
            return CompletableFuture.failedStage(failure);
        }
        if (!holding) {
            return real.open(busId, executor, gone);
        }
        var result = new CompletableFuture<UsbDevice>();
        held.add(() -> real.open(busId, executor, gone).whenComplete((device, e) -> {
            if (device != null) {
                result.complete(device);
            } else {
                result.completeExceptionally(e);
            }
        }));
        return result;
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
}
