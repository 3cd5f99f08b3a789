package dev.usbshare.server.usbhost;

import dev.usbshare.usb.UsbDeviceInfo;
import java.util.List;

/**
 * A device as sysfs shows it at one instant.
 *
 * @param settled whether all interfaces of its active configuration are there; the kernel adds them one by one, so a
 *     device that is not settled must not be judged by its classes yet
 * @param stamp as long as it stays the same, so does all the rest
 */
record SysfsDevice(UsbDeviceInfo info, boolean settled, Stamp stamp) {

    /** What makes it this very device in this very plugging. */
    Identity identity() {
        return new Identity(info.busId().value(), info.deviceNumber(), info.usbId(), info.serial());
    }

    /** A new {@code devnum} means that it was unplugged in between. */
    record Identity(String busId, int deviceNumber, String usbId, String serial) {}

    /**
     * What can be seen without opening a file.
     *
     * @param directory the device's directory: a new plugging makes a new one
     * @param interfaces the entries of its interfaces, which name the active configuration
     */
    record Stamp(String directory, List<String> interfaces) {
        Stamp {
            interfaces = List.copyOf(interfaces);
        }
    }
}
