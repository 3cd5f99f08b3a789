package dev.usbshare.server.usbhost;

import dev.usbshare.usb.UsbDeviceInfo;

/**
 * A device as sysfs shows it at one instant.
 *
 * @param settled whether all interfaces of its active configuration are there; the kernel adds them one by one, so a
 *     device that is not settled must not be judged by its classes yet
 */
record SysfsDevice(UsbDeviceInfo info, boolean settled) {

    /** What makes it this very device in this very plugging. */
    Identity identity() {
        return new Identity(info.busId().value(), info.deviceNumber(), info.usbId(), info.serial());
    }

    /** A new {@code devnum} means that it was unplugged in between. */
    record Identity(String busId, int deviceNumber, String usbId, String serial) {}
}
