package dev.usbshare.usb;

/**
 * How an URB ended: 0 or a negative Linux errno, which is what USB/IP carries whatever the exporter's system
 * (Documentation/driver-api/usb/error-codes.rst).
 */
public final class UrbStatus {

    public static final int OK = 0;
    public static final int ENOENT = -2;
    public static final int ENOMEM = -12;
    public static final int EXDEV = -18;
    public static final int ENODEV = -19;
    public static final int EINVAL = -22;
    /** The endpoint stalled: an outcome that the class driver handles, never ours to clear. */
    public static final int EPIPE = -32;

    public static final int EPROTO = -71;
    public static final int EOVERFLOW = -75;
    public static final int EMSGSIZE = -90;
    /** Cancelled by an unlink. */
    public static final int ECONNRESET = -104;
    /** The device is gone. */
    public static final int ESHUTDOWN = -108;
    /** A short IN transfer that the submitter forbade (URB_SHORT_NOT_OK). */
    public static final int EREMOTEIO = -121;

    private UrbStatus() {}

    /** The errno's name, or its number where we have no name for it. */
    public static String name(int status) {
        return switch (status) {
            case OK -> "OK";
            case ENOENT -> "ENOENT";
            case ENOMEM -> "ENOMEM";
            case EXDEV -> "EXDEV";
            case ENODEV -> "ENODEV";
            case EINVAL -> "EINVAL";
            case EPIPE -> "EPIPE";
            case EPROTO -> "EPROTO";
            case EOVERFLOW -> "EOVERFLOW";
            case EMSGSIZE -> "EMSGSIZE";
            case ECONNRESET -> "ECONNRESET";
            case ESHUTDOWN -> "ESHUTDOWN";
            case EREMOTEIO -> "EREMOTEIO";
            default -> Integer.toString(status);
        };
    }
}
