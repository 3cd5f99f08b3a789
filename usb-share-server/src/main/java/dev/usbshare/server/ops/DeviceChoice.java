package dev.usbshare.server.ops;

import dev.usbshare.server.catalog.SharedDevices;
import dev.usbshare.service.Answers;
import dev.usbshare.usb.DevicePattern;
import dev.usbshare.usb.UsbDeviceInfo;
import dev.usbshare.usb.UsbHost;
import java.util.List;
import java.util.stream.Collectors;

/** Finds the devices of this machine that a person means, by a pattern or by a nickname. */
record DeviceChoice(UsbHost host, SharedDevices shared) {

    /**
     * What reads as a pattern is one, whatever anything is called.
     *
     * @param text a pattern, or a nickname that a device here has
     * @throws IllegalArgumentException if it is neither
     */
    List<UsbDeviceInfo> all(String text) {
        try {
            return matching(DevicePattern.parse(text));
        } catch (IllegalArgumentException e) {
            List<UsbDeviceInfo> named = host.devices().stream()
                    .filter(device -> !text.isEmpty() && shared.nickname(device).equalsIgnoreCase(text))
                    .toList();
            if (named.isEmpty()) {
                throw e;
            }
            return named;
        }
    }

    private List<UsbDeviceInfo> matching(DevicePattern meant) {
        return host.devices().stream()
                .filter(device -> meant.matches(device, shared.nickname(device)))
                .toList();
    }

    /** As {@link #all}, for exactly one. */
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
