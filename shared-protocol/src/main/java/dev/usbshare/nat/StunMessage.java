package dev.usbshare.nat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.net.InetSocketAddress;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A STUN message of the Binding method (RFC 8489), with which a node asks a server from which address its packets come.
 *
 * <p>Integers are big-endian. Who is asked is not authenticated, so an answer is a hint. What is written ends in a FINGERPRINT; one
 * that is read is checked. All other attributes but the address are left alone.
 *
 * @param mapped what a success says: where the request came from; null in all others
 */
public record StunMessage(
        Type type, TransactionId transaction, @Nullable InetSocketAddress mapped) {

    /** IANA, for UDP. */
    public static final int DEFAULT_PORT = 3478;

    /** The longest that is read: far more than any server of an address says. */
    public static final int MAX_BYTES = 1280;

    static final int MAGIC_COOKIE = 0x2112_A442;
    private static final int HEADER_BYTES = 20;

    /** Message type field: method Binding, and the class. */
    public enum Type {
        REQUEST(0x0001),
        INDICATION(0x0011),
        SUCCESS(0x0101),
        ERROR(0x0111);

        private final int code;

        Type(int code) {
            this.code = code;
        }

        private static @Nullable Type of(int code) {
            for (Type type : values()) {
                if (type.code == code) {
                    return type;
                }
            }
            return null;
        }
    }

    /** 96 random bits, by which an answer is told from what somebody else makes up. */
    public record TransactionId(int first, long rest) {

        /** @param random not to be guessed */
        public static TransactionId random(RandomGenerator random) {
            return new TransactionId(random.nextInt(), random.nextLong());
        }
    }

    /** @throws IllegalArgumentException if an address is there and should not be, or the other way round */
    public StunMessage {
        if ((mapped != null) != (type == Type.SUCCESS) || (mapped != null && mapped.isUnresolved())) {
            throw new IllegalArgumentException("a " + type + " with " + mapped);
        }
    }

    public static StunMessage request(TransactionId transaction) {
        return new StunMessage(Type.REQUEST, transaction, null);
    }

    /** The answer to a request. */
    public static StunMessage success(TransactionId transaction, InetSocketAddress mapped) {
        return new StunMessage(Type.SUCCESS, transaction, mapped);
    }

    /**
     * Whether a datagram is one of STUN and of nothing else that shares its socket (RFC 9443): QUIC sets a bit that STUN never does.
     * Looks only.
     */
    public static boolean isStun(ByteBuf datagram) {
        int start = datagram.readerIndex();
        return datagram.readableBytes() >= HEADER_BYTES
                && (datagram.getByte(start) & 0xc0) == 0
                && datagram.getInt(start + 4) == MAGIC_COOKIE;
    }

    /**
     * Reads a datagram.
     *
     * @param datagram borrowed; its indexes stay
     * @return null if it is no Binding message, is malformed, or is a success that tells no address
     */
    public static @Nullable StunMessage parse(ByteBuf datagram) {
        int bytes = datagram.readableBytes();
        if (bytes > MAX_BYTES || !isStun(datagram)) {
            return null;
        }
        ByteBuf in = datagram.slice();
        Type type = Type.of(in.readUnsignedShort());
        if (type == null || in.readUnsignedShort() != bytes - HEADER_BYTES || bytes % 4 != 0) {
            return null;
        }
        in.skipBytes(Integer.BYTES);
        var transaction = new TransactionId(in.readInt(), in.readLong());
        StunAttributes attributes = StunAttributes.read(in, transaction);
        if (attributes == null || (type == Type.SUCCESS && attributes.mapped() == null)) {
            return null;
        }
        return new StunMessage(type, transaction, type == Type.SUCCESS ? attributes.mapped() : null);
    }

    /** As one datagram, the caller's to release. */
    public ByteBuf encode(ByteBufAllocator allocator) {
        ByteBuf out = allocator.buffer(StunAttributes.MAX_WRITTEN_BYTES + HEADER_BYTES);
        out.writeShort(type.code).writeShort(0).writeInt(MAGIC_COOKIE);
        out.writeInt(transaction.first).writeLong(transaction.rest);
        if (mapped != null) {
            StunAttributes.writeMapped(out, mapped, transaction);
        }
        // The fingerprint covers the header, which counts it.
        out.setShort(2, out.readableBytes() - HEADER_BYTES + StunAttributes.FINGERPRINT_BYTES);
        StunAttributes.writeFingerprint(out);
        return out;
    }
}
