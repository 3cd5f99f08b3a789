package dev.usbshare.client.attachment;

import dev.usbshare.usb.DevicePattern;
import dev.usbshare.usb.UsbDeviceInfo;
import org.jspecify.annotations.Nullable;

/**
 * Attach what matches as soon as it is there.
 *
 * @param server the server's name; null for any configured server
 */
public record AttachRule(@Nullable String server, DevicePattern device) {

    boolean matches(String serverName, UsbDeviceInfo candidate) {
        return (server == null || server.equals(serverName)) && device.matches(candidate);
    }
}
