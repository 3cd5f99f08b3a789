package dev.usbshare.client.attachment;

import dev.usbshare.client.attachment.AttachmentState.EndReason;
import dev.usbshare.usb.UsbDeviceInfo;
import dev.usbshare.wire.RefusalCode;
import java.time.Duration;

/** Hears of attachments, for meters. Called on the event loop; must be quick. */
@FunctionalInterface
public interface AttachmentListener {

    /** Takes no notice. */
    AttachmentListener UNHEARD = (server, device) -> UrbMeter.UNHEARD;

    /**
     * One begins.
     *
     * @param server the server's name
     * @return what measures it
     */
    UrbMeter began(String server, UsbDeviceInfo device);

    /** The server refused the lease. */
    default void refused(RefusalCode code) {}

    /**
     * The device is on its port.
     *
     * @param waited since it was asked for
     */
    default void attached(Duration waited) {}

    default void ended(EndReason reason) {}
}
