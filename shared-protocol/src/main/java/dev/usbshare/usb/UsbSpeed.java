package dev.usbshare.usb;

import java.util.Optional;

/** A device's speed with the code that USB/IP and vhci use for it ({@code enum usb_device_speed}, linux/usb/ch9.h). */
public enum UsbSpeed {
    LOW(1, "1.5"),
    FULL(2, "12"),
    HIGH(3, "480"),
    SUPER(5, "5000"),
    SUPER_PLUS(6, "10000");

    private final int code;
    private final String sysfsMegabits;

    UsbSpeed(int code, String sysfsMegabits) {
        this.code = code;
        this.sysfsMegabits = sysfsMegabits;
    }

    public int code() {
        return code;
    }

    /** Whether the device belongs on a SuperSpeed root hub. */
    public boolean isSuper() {
        return code >= SUPER.code;
    }

    public static Optional<UsbSpeed> ofCode(int code) {
        for (UsbSpeed speed : values()) {
            if (speed.code == code) {
                return Optional.of(speed);
            }
        }
        return Optional.empty();
    }

    /** Reads sysfs' {@code speed} attribute, in Mbit/s; 20 Gbit/s counts as SUPER_PLUS. */
    public static Optional<UsbSpeed> ofSysfs(String megabits) {
        String text = megabits.strip();
        if (text.equals("20000")) {
            return Optional.of(SUPER_PLUS);
        }
        for (UsbSpeed speed : values()) {
            if (speed.sysfsMegabits.equals(text)) {
                return Optional.of(speed);
            }
        }
        return Optional.empty();
    }
}
