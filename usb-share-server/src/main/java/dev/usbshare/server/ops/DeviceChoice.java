package dev.usbshare.server.ops;

import dev.usbshare.server.catalog.SharedDevices;
import dev.usbshare.service.Answers;
import dev.usbshare.usb.DevicePattern;
import dev.usbshare.usb.UsbDeviceInfo;
import dev.usbshare.usb.UsbHost;
import java.util.List;
import java.util.stream.Collectors;

/** Finds the devices of this machine that a person means. */
record DeviceChoice(UsbHost host, SharedDevices shared) {

    /** Not exactly one device is meant. The message is for the person. */
    static final class NotOneException extends Exception {
        private static final long serialVersionUID = 1;
        private final int status;

        NotOneException(int status, String message) {
            super(message);
            this.status = status;
        }

        int status() {
            return status;
        }
    }

    /** @throws IllegalArgumentException if the text is no pattern */
    List<UsbDeviceInfo> all(String pattern) {
        DevicePattern meant = DevicePattern.parse(pattern);
        return host.devices().stream()
                .filter(device -> meant.matches(device, shared.nickname(device)))
                .toList();
    }

    /** @throws IllegalArgumentException if the text is no pattern */
    UsbDeviceInfo one(String pattern) throws NotOneException {
        List<UsbDeviceInfo> meant = all(pattern);
        if (meant.isEmpty()) {
            throw new NotOneException(Answers.NOT_FOUND, "no device here is " + pattern);
        }
        if (meant.size() > 1) {
            throw new NotOneException(
                    Answers.CONFLICT,
                    pattern + " means " + meant.size() + " devices; name one of "
                            + meant.stream().map(d -> d.busId().value()).collect(Collectors.joining(", ")));
        }
        return meant.getFirst();
    }
}
