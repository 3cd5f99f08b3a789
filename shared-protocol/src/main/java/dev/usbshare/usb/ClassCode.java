package dev.usbshare.usb;

/**
 * A USB class triple, each 0..255 (usb.org "Defined Class Codes").
 *
 * @param baseClass {@code bDeviceClass} or {@code bInterfaceClass}
 */
public record ClassCode(int baseClass, int subClass, int protocol) {

    public static final int HUB = 0x09;

    public ClassCode {
        if ((baseClass & ~0xff) != 0 || (subClass & ~0xff) != 0 || (protocol & ~0xff) != 0) {
            throw new IllegalArgumentException("class code out of range");
        }
    }

    @Override
    public String toString() {
        return "%02x/%02x/%02x".formatted(baseClass, subClass, protocol);
    }
}
