package dev.usbshare.usb;

/** Hears how an URB ended. Called once for each URB, on the device's executor; the caller's URB still owns its buffer. */
@FunctionalInterface
public interface UrbListener {

    /**
     * @param status {@link UrbStatus}
     * @param actualLengthBytes bytes really moved in the data stage, OUT included and on errors too; the setup packet
     *     does not count
     */
    void onUrbComplete(Urb urb, int status, int actualLengthBytes);
}
