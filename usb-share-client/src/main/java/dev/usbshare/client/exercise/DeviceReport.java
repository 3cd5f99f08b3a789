package dev.usbshare.client.exercise;

import dev.usbshare.usb.UsbDeviceInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of one device.
 *
 * @param steps what was done, in order, up to a failure
 * @param failure one line, null if all went well
 */
public record DeviceReport(
        UsbDeviceInfo device, List<Step> steps, @Nullable String failure) {

    public DeviceReport {
        steps = List.copyOf(steps);
    }

    public boolean isOk() {
        return failure == null;
    }
}
