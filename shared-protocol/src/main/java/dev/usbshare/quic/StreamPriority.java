package dev.usbshare.quic;

import dev.usbshare.usb.TransferType;

/** Which stream goes first when bandwidth is short; a lower urgency wins (RFC 9218 §4.1). */
public enum StreamPriority {
    /** The session's own control stream and control endpoints. */
    CONTROL(0),
    INTERRUPT(1),
    ISOCHRONOUS(2),
    BULK(4);

    private final int urgency;

    StreamPriority(int urgency) {
        this.urgency = urgency;
    }

    public int urgency() {
        return urgency;
    }

    public static StreamPriority of(TransferType type) {
        return switch (type) {
            case CONTROL -> CONTROL;
            case INTERRUPT -> INTERRUPT;
            case ISOCHRONOUS -> ISOCHRONOUS;
            case BULK -> BULK;
        };
    }
}
