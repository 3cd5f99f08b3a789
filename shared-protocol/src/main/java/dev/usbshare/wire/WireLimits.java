package dev.usbshare.wire;

/** The protocol's bounds, each with its reason. A value beyond one closes the connection with TOO_LARGE or LIMIT_EXCEEDED. */
public final class WireLimits {

    /** One URB's data: what usbfs takes in one transfer with scatter-gather, and far beyond any class driver's URB. */
    public static final int MAX_URB_BYTES = 16 << 20;

    /** Iso packets in one URB: the kernel's own bound (USBIP_MAX_ISO_PACKETS, usbip_common.h). */
    public static final int MAX_ISO_PACKETS = 1024;

    /** URBs in flight on one device: HS UAS keeps about 90 of them, a serial port 16. */
    public static final int MAX_IN_FLIGHT_URBS = 1024;

    /** Bytes asked for by URBs in flight on one device: 30 commands of 1 MiB each, doubled. */
    public static final long MAX_IN_FLIGHT_BYTES = 64L << 20;

    /** Marks in a FENCE: 15 endpoint numbers, two directions. */
    public static final int MAX_FENCE_MARKS = 30;

    /** One control record: descriptors of 8 configurations of 64 KiB at the very most, strings and room. */
    public static final int MAX_CONTROL_RECORD_BYTES = 640 << 10;

    /** Nesting of a control record: the deepest one we define has 4 levels. */
    public static final int MAX_CONTROL_DEPTH = 8;

    /** Devices in one catalog. USB allows 127 per bus. */
    public static final int MAX_CATALOG_DEVICES = 1024;

    /** Text fields (names, details) in characters. */
    public static final int MAX_TEXT_CHARS = 256;

    /** Versions in a Hello: more than will ever be spoken at a time. */
    public static final int MAX_VERSIONS = 16;

    /** Features in a Hello or Welcome. */
    public static final int MAX_FEATURES = 64;

    /** Interface classes of a device: {@code bNumInterfaces} is a byte. */
    public static final int MAX_INTERFACES = 255;

    /** Requests that wait for one device: more people than ever stand in line for a dongle. */
    public static final int MAX_QUEUE = 256;

    /** Leases of one session. */
    public static final int MAX_LEASES = 64;

    /** Bidirectional streams a client may have open: 31 endpoints for each of several full devices, and the control stream. */
    public static final int MAX_STREAMS = 1024;

    private WireLimits() {}
}
