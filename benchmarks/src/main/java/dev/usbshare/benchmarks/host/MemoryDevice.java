package dev.usbshare.benchmarks.host;

import dev.usbshare.usb.BusId;
import dev.usbshare.usb.ClassCode;
import dev.usbshare.usb.DescriptorException;
import dev.usbshare.usb.DescriptorSet;
import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.Urb;
import dev.usbshare.usb.UrbStatus;
import dev.usbshare.usb.UsbDevice;
import dev.usbshare.usb.UsbDeviceInfo;
import dev.usbshare.usb.UsbSpeed;
import io.netty.util.concurrent.EventExecutor;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;

/**
 * A device as fast as memory: every URB succeeds in full. Each goes through a thread of the device's own and back, as
 * each goes through libusb's event thread in real life.
 */
final class MemoryDevice implements UsbDevice {

    static final EndpointAddress IN = new EndpointAddress(0x81);
    static final EndpointAddress OUT = new EndpointAddress(0x02);

    static final UsbDeviceInfo INFO = new UsbDeviceInfo(
            new BusId("90-1"),
            90,
            1,
            UsbSpeed.SUPER,
            0x1209,
            0x000f,
            0x0100,
            new ClassCode(0, 0, 0),
            List.of(new ClassCode(0xff, 0, 0)),
            "usb-share",
            "memory",
            "");

    private final EventExecutor executor;
    private final LinkedBlockingQueue<Urb> submitted = new LinkedBlockingQueue<>();
    private final ConcurrentLinkedQueue<Urb> done = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final Thread thread;

    MemoryDevice(EventExecutor executor) {
        this.executor = executor;
        this.thread = Thread.ofPlatform().daemon().name("memory-device").start(this::run);
    }

    private void run() {
        try {
            while (true) {
                Urb urb = submitted.take();
                done.add(urb);
                if (scheduled.compareAndSet(false, true)) {
                    executor.execute(this::drain);
                }
            }
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    private void drain() {
        // Cleared first: what is added behind our back then finds a new drain.
        scheduled.set(false);
        for (Urb urb = done.poll(); urb != null; urb = done.poll()) {
            urb.complete(UrbStatus.OK, urb.lengthBytes());
        }
    }

    @Override
    public UsbDeviceInfo info() {
        return INFO;
    }

    @Override
    public DescriptorSet descriptors() {
        HexFormat hex = HexFormat.of();
        try {
            return new DescriptorSet(
                    hex.parseHex("120100020000000909120f000001000000" + "01"),
                    List.of(hex.parseHex("0902200001010080320904000002ff000000" + "07058102000400" + "07050202000400")),
                    List.of(),
                    new byte[0],
                    1);
        } catch (DescriptorException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void submit(Urb urb) {
        submitted.add(urb);
    }

    @Override
    public void cancel(Urb urb) {
        // It is about to complete anyway.
    }

    @Override
    public void setConfiguration(int value, IntConsumer end) {
        executor.execute(() -> end.accept(UrbStatus.OK));
    }

    @Override
    public void setInterface(int interfaceNumber, int alternateSetting, IntConsumer end) {
        executor.execute(() -> end.accept(UrbStatus.OK));
    }

    @Override
    public void clearHalt(EndpointAddress endpoint, IntConsumer end) {
        executor.execute(() -> end.accept(UrbStatus.OK));
    }

    @Override
    public CompletionStage<Void> close() {
        thread.interrupt();
        return CompletableFuture.completedStage(null);
    }
}
