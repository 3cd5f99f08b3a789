package dev.usbshare.usb;

import io.netty.util.concurrent.EventExecutor;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The USB devices of this machine: real ones through libusb, or simulated ones.
 *
 * <p><b>Confinement</b>: thread-safe.
 */
public interface UsbHost extends AutoCloseable {

    /** The devices present now, hubs excluded, ordered by bus id. */
    List<UsbDeviceInfo> devices();

    /**
     * Opens and claims a device, taking it from the kernel's drivers.
     *
     * @param executor confines the device and all its callbacks
     * @param gone runs once on {@code executor} if the device is unplugged while open
     * @return fails with {@link UsbHostException}
     */
    CompletionStage<UsbDevice> open(BusId busId, EventExecutor executor, Runnable gone);

    /** Registers for arrivals and departures; called from a thread of the host, must not block. */
    void addListener(UsbHostListener listener);

    /** Closes every open device, then the host. */
    @Override
    void close();
}
