package dev.usbshare.usb;

/** The {@code transfer_flags} bits that USB/IP carries and we honour (include/uapi/linux/usbip.h). Others are ignored. */
public final class TransferFlags {

    public static final int SHORT_NOT_OK = 0x1;
    public static final int ISO_ASAP = 0x2;
    public static final int ZERO_PACKET = 0x40;

    private TransferFlags() {}

    public static boolean isSet(int flags, int flag) {
        return (flags & flag) != 0;
    }
}
