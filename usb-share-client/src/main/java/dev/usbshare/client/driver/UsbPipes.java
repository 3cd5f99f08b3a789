package dev.usbshare.client.driver;

import dev.usbshare.usb.ConfigurationDescriptor;
import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.SetupPacket;
import dev.usbshare.usb.TransferFlags;
import dev.usbshare.usb.UsbSpeed;
import java.util.concurrent.CompletableFuture;

/**
 * A configured device as a class driver sees it: its active configuration and a pipe to each endpoint.
 *
 * <p><b>Confinement</b>: thread-safe. Calls never block; futures complete on a thread of the implementation, which
 * dependent stages must not block.
 *
 * <p><b>Order</b>: what one thread submits to an endpoint starts and completes in that order. Any number may be in flight.
 *
 * <p><b>Errors</b>: a USB outcome, a stall or an unplugged device included, is an {@link UrbResult}, never an exception.
 * A future fails only where the attachment itself is broken.
 *
 * <p><b>Unlink</b>: {@code cancel(true)} on a future that is not done asks for the URB's early end, as {@code
 * usb_unlink_urb} does. The future counts as cancelled at once; data that arrives with the losing side of that race is
 * dropped.
 */
public interface UsbPipes {

    UsbSpeed speed();

    /** The active configuration, every alternate setting in it. */
    ConfigurationDescriptor configuration();

    /**
     * A control transfer on endpoint 0. The requests that {@link SetupPacket#isTrapped()} names travel this way like
     * any other, as they do from a kernel driver.
     *
     * @param setup its {@code wLength} is the data length in either direction
     * @param out the OUT data stage, of exactly {@code wLength} bytes, copied before the call returns; empty for IN
     */
    CompletableFuture<UrbResult> control(SetupPacket setup, byte[] out);

    /**
     * Asks a bulk or interrupt IN endpoint for at most {@code lengthBytes}.
     *
     * @param transferFlags {@link TransferFlags}
     */
    CompletableFuture<UrbResult> in(EndpointAddress endpoint, int lengthBytes, int transferFlags);

    /**
     * Sends {@code data} to a bulk or interrupt OUT endpoint; copied before the call returns.
     *
     * @param transferFlags {@link TransferFlags}
     */
    CompletableFuture<UrbResult> out(EndpointAddress endpoint, byte[] data, int transferFlags);
}
