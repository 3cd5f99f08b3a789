package dev.usbshare.path;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.quic.Quic;
import io.netty.handler.codec.quic.QuicConnectionIdGenerator;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The connection ids that this node gives out, by which a packet finds its connection and its role whatever path it came:
 * a tag that is random for each process and role (8 bytes), the connection's slot (8), random (4).
 *
 * <p>A peer knows the tag and the slots of its own connections. All it gains by using them elsewhere is that its packets are dropped.
 *
 * <p><b>Confinement</b>: the node's event loop, but for {@link #isDialled}.
 */
public final class ConnectionIds implements QuicConnectionIdGenerator {

    private static final int TAG_BYTES = 8;
    private static final int SLOT_AT = TAG_BYTES;
    private static final int ID_BYTES = Quic.MAX_CONN_ID_LEN;

    /** Long header (RFC 9000 §17.2): first byte, version, length of the destination connection id, the id. */
    private static final int LONG_HEADER_ID_LENGTH_AT = 5;

    private static final int LONG_HEADER_ID_AT = LONG_HEADER_ID_LENGTH_AT + 1;

    private final SecureRandom random = new SecureRandom();
    private final long dialledTag = random.nextLong();
    private final long acceptedTag = random.nextLong();
    private final Mac mac;

    public ConnectionIds() {
        byte[] secret = new byte[32];
        random.nextBytes(secret);
        try {
            mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }

    /** A slot that nobody can guess. */
    long newSlot() {
        return random.nextLong();
    }

    /** Our id of a connection that we dial. */
    byte[] dialled(long slot) {
        return id(dialledTag, slot, random.nextInt());
    }

    private static byte[] id(long tag, long slot, int rest) {
        return ByteBuffer.allocate(ID_BYTES)
                .putLong(tag)
                .putLong(slot)
                .putInt(rest)
                .array();
    }

    /** Whether a packet belongs to a connection that this node dialled. */
    public boolean isDialled(ByteBuf packet) {
        int at = idAt(packet);
        return at >= 0 && packet.getLong(at) == dialledTag;
    }

    /** Whether a packet carries an id that this node gave out, and so names a slot. */
    boolean hasSlot(ByteBuf packet) {
        int at = idAt(packet);
        if (at < 0) {
            return false;
        }
        long tag = packet.getLong(at);
        return tag == dialledTag || tag == acceptedTag;
    }

    /** Of a packet that {@link #hasSlot}. */
    long slotOf(ByteBuf packet) {
        return packet.getLong(idAt(packet) + SLOT_AT);
    }

    /** Whether a packet may open a connection: a long header, with ids of the lengths that QUIC allows. */
    boolean isFirst(ByteBuf packet) {
        int first = packet.readerIndex();
        int readable = packet.readableBytes();
        if (readable <= LONG_HEADER_ID_AT || packet.getByte(first) >= 0) {
            return false;
        }
        int destination = packet.getUnsignedByte(first + LONG_HEADER_ID_LENGTH_AT);
        int sourceLengthAt = LONG_HEADER_ID_AT + destination;
        return destination <= ID_BYTES
                && readable > sourceLengthAt
                && packet.getUnsignedByte(first + sourceLengthAt) <= ID_BYTES
                && readable > sourceLengthAt + packet.getUnsignedByte(first + sourceLengthAt);
    }

    /** The slot that the connection will have which a packet that {@link #isFirst} opens. */
    long slotOfFirst(ByteBuf packet) {
        int destinationLengthAt = packet.readerIndex() + LONG_HEADER_ID_LENGTH_AT;
        byte[] destination = take(packet, destinationLengthAt);
        byte[] source = take(packet, destinationLengthAt + 1 + destination.length);
        return ByteBuffer.wrap(digest(source, destination)).getLong();
    }

    private static byte[] take(ByteBuf packet, int lengthAt) {
        byte[] taken = new byte[packet.getUnsignedByte(lengthAt)];
        packet.getBytes(lengthAt + 1, taken);
        return taken;
    }

    /** Where the destination's id begins, if it can be one of ours; else -1. */
    private static int idAt(ByteBuf packet) {
        int first = packet.readerIndex();
        int readable = packet.readableBytes();
        if (readable < 1 + ID_BYTES) {
            return -1;
        }
        if (packet.getByte(first) >= 0) {
            return first + 1;
        }
        return readable >= LONG_HEADER_ID_AT + ID_BYTES
                        && packet.getUnsignedByte(first + LONG_HEADER_ID_LENGTH_AT) == ID_BYTES
                ? first + LONG_HEADER_ID_AT
                : -1;
    }

    private byte[] digest(byte[] source, byte[] destination) {
        mac.update((byte) source.length);
        mac.update(source);
        return mac.doFinal(destination);
    }

    @Override
    public ByteBuffer newId(int length) {
        throw new UnsupportedOperationException("an id is made of a packet's, or of another id");
    }

    /** One more id of a connection: the same slot. */
    @Override
    public ByteBuffer newId(ByteBuffer known, int length) {
        return ByteBuffer.wrap(
                id(known.getLong(known.position()), known.getLong(known.position() + SLOT_AT), random.nextInt()));
    }

    /** The id of a connection that a peer opens; always the same for the same packet. */
    @Override
    public ByteBuffer newId(ByteBuffer source, ByteBuffer destination, int length) {
        var digest = ByteBuffer.wrap(digest(bytes(source), bytes(destination)));
        return ByteBuffer.wrap(id(acceptedTag, digest.getLong(), digest.getInt()));
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    @Override
    public int maxConnectionIdLength() {
        return ID_BYTES;
    }

    @Override
    public boolean isIdempotent() {
        return true;
    }
}
