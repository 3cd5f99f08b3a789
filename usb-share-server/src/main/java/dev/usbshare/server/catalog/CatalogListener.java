package dev.usbshare.server.catalog;

import dev.usbshare.usb.UsbDeviceInfo;
import dev.usbshare.usb.UsbHostListener;

/**
 * Hears of shared devices: what is offered came ({@code deviceArrived}: plugged in, or shared from now on), was unplugged
 * ({@code deviceLeft}), or changed as below.
 *
 * <p>Called from threads of the host and of management. Two of them may report a device in another order than it changed, so
 * whoever acts looks at {@link SharedDevices} again.
 */
public interface CatalogListener extends UsbHostListener {

    /** The device is here, but not shared any more: its lease, if there is one, must end. */
    default void deviceWithdrawn(UsbDeviceInfo device) {}

    /** A person gave the device another nickname, or none. */
    default void nicknameChanged(UsbDeviceInfo device) {}
}
