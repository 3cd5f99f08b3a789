package dev.usbshare.wire;

import java.util.Optional;

/** Why a request was refused or a lease ended; numbers are part of the protocol and never reused. */
public enum RefusalCode {
    /** No such device, or not for this peer: the two are not told apart. */
    NO_SUCH_DEVICE(1),
    /** Another session has the lease. */
    LEASED(2),
    /** A program or driver on the server holds the device. */
    BUSY(3),
    /** The server's process may not open the device. */
    NO_PERMISSION(4),
    /** The device failed while being opened, or hangs. */
    DEVICE_ERROR(5),
    /** The device was unplugged. */
    DEVICE_GONE(6),
    /** No such lease in this session. */
    NO_SUCH_LEASE(7),
    /** More leases than a session may have. */
    LIMIT(8),
    /** The server is stopping. */
    SHUTTING_DOWN(9),
    /** A policy of the device does not allow it to this peer, or not now. */
    NOT_ALLOWED(10),
    /** The device needs a PIN and none came. */
    PIN_REQUIRED(11),
    /** The PIN is wrong. */
    PIN_WRONG(12),
    /** Too many wrong PINs: no PIN is looked at for a while. */
    PIN_LOCKED(13),
    /** Another peer took the device over. */
    TAKEN_OVER(14),
    /** The session's allowed length is over, or the time window closed. */
    TIME_OVER(15),
    /** The lease was not used for as long as its policy lets it idle. */
    IDLE_TOO_LONG(16),
    /** The client took the request back. */
    CANCELLED(17),
    /** A person at the server ended the lease, or stopped sharing the device. */
    WITHDRAWN(18);

    private final int code;

    RefusalCode(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    public static Optional<RefusalCode> ofCode(int code) {
        for (RefusalCode c : values()) {
            if (c.code == code) {
                return Optional.of(c);
            }
        }
        return Optional.empty();
    }
}
