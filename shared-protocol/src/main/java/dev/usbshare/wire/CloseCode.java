package dev.usbshare.wire;

import java.util.Optional;

/**
 * Why a connection or stream was closed: the QUIC application error code (RFC 9000 §20.2). Numbers are part of the
 * protocol and never reused.
 */
public enum CloseCode {
    /** The normal end. */
    OK(0x00),
    /** The node is stopping; come back later. */
    SHUTTING_DOWN(0x01),
    /** The peer's node id is not approved here. */
    PEER_NOT_APPROVED(0x10),
    /** No protocol version in common. */
    VERSION_MISMATCH(0x11),
    /** Hello did not come in time, or something else came before it. */
    HELLO_EXPECTED(0x12),
    /** A newer connection of the same node replaced this one. */
    REPLACED(0x13),
    /** The ticket that the peer redeemed is unknown, used up or expired. */
    TICKET_INVALID(0x14),
    /** A person took the peer's approval back, or it expired. */
    APPROVAL_ENDED(0x15),
    /** The client did not ping for so long that it counts as dead, though its QUIC still answers. */
    NOT_PINGING(0x16),
    /** A frame or record that cannot be decoded. */
    MALFORMED(0x20),
    /** A length beyond the protocol's limits. */
    TOO_LARGE(0x21),
    /** A sequence number that does not follow its predecessor. */
    OUT_OF_SEQUENCE(0x22),
    /** A decodable frame in a state that does not allow it, such as a reused URB id. */
    UNEXPECTED(0x23),
    /** A stream for a lease that does not exist or is another session's. */
    UNKNOWN_LEASE(0x24),
    /** More than the peer may have open or in flight. */
    LIMIT_EXCEEDED(0x25),
    /** A fault of this node's own. */
    INTERNAL(0x30);

    private final int code;

    CloseCode(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    public static Optional<CloseCode> ofCode(long code) {
        for (CloseCode c : values()) {
            if (c.code == code) {
                return Optional.of(c);
            }
        }
        return Optional.empty();
    }
}
