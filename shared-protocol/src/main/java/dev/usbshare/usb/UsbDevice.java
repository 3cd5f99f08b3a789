package dev.usbshare.usb;

import java.util.concurrent.CompletionStage;
import java.util.function.IntConsumer;

/**
 * One device, opened and claimed: takes URBs, many at a time, and ends each exactly once.
 *
 * <p><b>Confinement</b>: every method is called on, and every callback arrives on, the executor given to
 * {@link UsbHost#open}. No method blocks.
 *
 * <p><b>Order</b>: URBs of one endpoint start in the order in which they are submitted.
 */
public interface UsbDevice {

    UsbDeviceInfo info();

    /** Raw descriptors as read at open. */
    DescriptorSet descriptors();

    /**
     * Starts an URB. A failure to start is a completion too, delivered later on the executor, never from inside this
     * call. Requests that {@link SetupPacket#isTrapped()} names never come this way.
     */
    void submit(Urb urb);

    /** Asks for an URB's early end; it still completes once, with ECONNRESET if the cancel won. Unknown ones are ignored. */
    void cancel(Urb urb);

    /** SET_CONFIGURATION through the USB stack; {@code done} hears an {@link UrbStatus}. */
    void setConfiguration(int value, IntConsumer done);

    /** SET_INTERFACE through the USB stack. */
    void setInterface(int interfaceNumber, int alternateSetting, IntConsumer done);

    /** CLEAR_FEATURE(ENDPOINT_HALT) through the USB stack, which resets the data toggle as well. */
    void clearHalt(EndpointAddress endpoint, IntConsumer done);

    /**
     * Ends everything: completes what is in flight, leaves the device reset, gives its interfaces back to the kernel's
     * drivers. Idempotent; the stage ends when the device is free for others.
     */
    CompletionStage<Void> close();
}
