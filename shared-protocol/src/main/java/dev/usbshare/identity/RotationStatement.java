package dev.usbshare.identity;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * What a node says when it changes its key: "who was {@code oldId} is {@code newId} from {@code at} on", signed with both keys, so
 * that neither an old key can name somebody else's nor a new one claim somebody else's past.
 *
 * <p>{@value #BYTES} bytes, integers big-endian: old id (32), new id (32), time in seconds since 1970 (8), signature of the old key
 * (64), signature of the new key (64). Both sign (RFC 8032) a fixed text, which no other signature of these keys begins with, and
 * the first 72 bytes.
 *
 * @param at to the second; for people, since nothing is decided by a clock that may be wrong
 */
public record RotationStatement(NodeId oldId, NodeId newId, Instant at, byte[] byOld, byte[] byNew) {

    static final int SIGNATURE_BYTES = 64;
    static final int BYTES = 2 * NodeId.BYTES + Long.BYTES + 2 * SIGNATURE_BYTES;

    /** TLS 1.3 signs 64 spaces and a text of its own (RFC 8446 §4.4.3), X.509 a DER sequence: neither begins like this. */
    private static final byte[] DOMAIN = "usb-share identity rotation 1\n".getBytes(StandardCharsets.US_ASCII);

    public RotationStatement {
        if (byOld.length != SIGNATURE_BYTES || byNew.length != SIGNATURE_BYTES) {
            throw new IllegalArgumentException("a signature of Ed25519 has " + SIGNATURE_BYTES + " bytes");
        }
        byOld = byOld.clone();
        byNew = byNew.clone();
    }

    /** Says that {@code newKey} takes the place of {@code oldKey}. */
    static RotationStatement sign(NodeKey oldKey, NodeKey newKey, Instant at) {
        byte[] message = message(oldKey.id(), newKey.id(), at.getEpochSecond());
        return new RotationStatement(
                oldKey.id(),
                newKey.id(),
                Instant.ofEpochSecond(at.getEpochSecond()),
                oldKey.sign(message),
                newKey.sign(message));
    }

    /** Whether both keys said it. Takes the time of two Ed25519 verifications. */
    boolean isGenuine() {
        byte[] message = message(oldId, newId, at.getEpochSecond());
        return oldId.verifies(message, byOld) && newId.verifies(message, byNew);
    }

    void writeTo(ByteBuffer out) {
        out.put(oldId.toBytes()).put(newId.toBytes()).putLong(at.getEpochSecond());
        out.put(byOld).put(byNew);
    }

    /** @throws IllegalArgumentException if the time is none */
    static RotationStatement readFrom(ByteBuffer in) {
        NodeId oldId = NodeId.of(take(in, NodeId.BYTES));
        NodeId newId = NodeId.of(take(in, NodeId.BYTES));
        long seconds = in.getLong();
        if (seconds < 0 || seconds > Instant.MAX.getEpochSecond()) {
            throw new IllegalArgumentException("a rotation in second " + seconds);
        }
        return new RotationStatement(
                oldId, newId, Instant.ofEpochSecond(seconds), take(in, SIGNATURE_BYTES), take(in, SIGNATURE_BYTES));
    }

    private static byte[] take(ByteBuffer in, int bytes) {
        byte[] taken = new byte[bytes];
        in.get(taken);
        return taken;
    }

    private static byte[] message(NodeId oldId, NodeId newId, long seconds) {
        return ByteBuffer.allocate(DOMAIN.length + 2 * NodeId.BYTES + Long.BYTES)
                .put(DOMAIN)
                .put(oldId.toBytes())
                .put(newId.toBytes())
                .putLong(seconds)
                .array();
    }

    @Override
    public byte[] byOld() {
        return byOld.clone();
    }

    @Override
    public byte[] byNew() {
        return byNew.clone();
    }

    @Override
    public String toString() {
        return oldId.toShortString() + " became " + newId.toShortString() + " at " + at;
    }
}
