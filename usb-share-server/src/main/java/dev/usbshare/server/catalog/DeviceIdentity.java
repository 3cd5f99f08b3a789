package dev.usbshare.server.catalog;

import dev.usbshare.usb.UsbDeviceInfo;

/**
 * By which a device is known again: what it says it is, and where it is plugged in. In another socket it is another one.
 *
 * @param usbId {@code vid:pid}
 * @param serial empty if it has none
 */
public record DeviceIdentity(String busId, String usbId, String serial) {

    public static DeviceIdentity of(UsbDeviceInfo device) {
        return new DeviceIdentity(device.busId().value(), device.usbId(), device.serial());
    }

    @Override
    public String toString() {
        return busId + " " + usbId + (serial.isEmpty() ? "" : " " + serial);
    }
}
