package dev.usbshare.client.vhci;

import dev.usbshare.usb.UsbSpeed;
import java.util.regex.Pattern;

/** A Linux version, as far as the controller's abilities depend on it. */
record KernelRelease(int major, int minor) {

    private static final Pattern FORM = Pattern.compile("(\\d{1,4})\\.(\\d{1,4}).*", Pattern.DOTALL);

    /** Reads {@code uname -r}; what cannot be read counts as old. */
    static KernelRelease parse(String release) {
        var match = FORM.matcher(release.strip());
        return match.matches()
                ? new KernelRelease(Integer.parseInt(match.group(1)), Integer.parseInt(match.group(2)))
                : new KernelRelease(0, 0);
    }

    /** The speed to announce: vhci_hcd refuses SuperSpeed Plus before 6.12, where its root hub became USB 3.1. */
    UsbSpeed clamp(UsbSpeed speed) {
        boolean speaksPlus = major > 6 || (major == 6 && minor >= 12);
        return speed == UsbSpeed.SUPER_PLUS && !speaksPlus ? UsbSpeed.SUPER : speed;
    }
}
