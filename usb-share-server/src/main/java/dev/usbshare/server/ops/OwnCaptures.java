package dev.usbshare.server.ops;

import dev.usbshare.server.catalog.SharedDevices;
import dev.usbshare.service.capture.CaptureTargets;
import java.util.List;

/** This machine's devices, to be captured. */
final class OwnCaptures implements CaptureTargets {

    private final DeviceChoice choice;

    OwnCaptures(UsbSide usb, SharedDevices shared) {
        this.choice = new DeviceChoice(usb.host(), shared);
    }

    @Override
    public List<Target> find(String text) {
        return choice.all(text).stream()
                .map(device -> new Target(device.busId().value(), device.busNumber() << 16 | device.deviceNumber()))
                .toList();
    }
}
