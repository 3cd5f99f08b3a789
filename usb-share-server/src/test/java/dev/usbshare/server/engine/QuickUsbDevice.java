package dev.usbshare.server.engine;

import dev.usbshare.quic.ManualEventExecutor;
import dev.usbshare.usb.DescriptorSet;
import dev.usbshare.usb.Direction;
import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.TransferType;
import dev.usbshare.usb.Urb;
import dev.usbshare.usb.UrbStatus;
import dev.usbshare.usb.UsbDevice;
import dev.usbshare.usb.UsbDeviceInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.function.IntUnaryOperator;

/** A device far faster than any limit: ends every URB a millisecond of virtual time after it got it. */
final class QuickUsbDevice implements UsbDevice {

    /** An URB that reached the device. */
    record Start(int urbId, TransferType type, Duration at) {}

    final List<Start> starts = new ArrayList<>();
    long bulkBytes;
    /** From the length asked for to what an IN URB brings. */
    IntUnaryOperator brings = asked -> asked;

    private final ManualEventExecutor executor;
    private final ScriptedUsbDevice model = new ScriptedUsbDevice();

    QuickUsbDevice(ManualEventExecutor executor) {
        this.executor = executor;
    }

    @Override
    public void submit(Urb urb) {
        starts.add(new Start(urb.id(), urb.type(), executor.now()));
        executor.schedule(() -> end(urb), 1, TimeUnit.MILLISECONDS);
    }

    private void end(Urb urb) {
        int moved = urb.direction() == Direction.IN ? brings.applyAsInt(urb.lengthBytes()) : urb.lengthBytes();
        if (urb.type() == TransferType.BULK) {
            bulkBytes += moved;
        }
        urb.complete(UrbStatus.OK, moved);
    }

    List<Integer> startedIds() {
        return starts.stream().map(Start::urbId).toList();
    }

    @Override
    public UsbDeviceInfo info() {
        return model.info();
    }

    @Override
    public DescriptorSet descriptors() {
        return model.descriptors();
    }

    @Override
    public void cancel(Urb urb) {
        // It ends within a millisecond anyway.
    }

    @Override
    public void setConfiguration(int value, IntConsumer done) {
        done.accept(UrbStatus.OK);
    }

    @Override
    public void setInterface(int interfaceNumber, int alternateSetting, IntConsumer done) {
        done.accept(UrbStatus.OK);
    }

    @Override
    public void clearHalt(EndpointAddress endpoint, IntConsumer done) {
        done.accept(UrbStatus.OK);
    }

    @Override
    public CompletionStage<Void> close() {
        var closed = new CompletableFuture<Void>();
        executor.schedule(() -> closed.complete(null), 2, TimeUnit.MILLISECONDS);
        return closed;
    }
}
