package dev.usbshare.usb;

/** How an endpoint moves data (USB 2.0 §9.6.6, {@code bmAttributes} bits 1..0, in that order). */
public enum TransferType {
    CONTROL,
    ISOCHRONOUS,
    BULK,
    INTERRUPT;

    private static final TransferType[] BY_ATTRIBUTES = values();

    /** The type that an endpoint descriptor's {@code bmAttributes} names; never fails, two bits cover four types. */
    public static TransferType ofAttributes(int bmAttributes) {
        return BY_ATTRIBUTES[bmAttributes & 0x3];
    }
}
