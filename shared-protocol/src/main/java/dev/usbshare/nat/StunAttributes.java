package dev.usbshare.nat;

import dev.usbshare.nat.StunMessage.TransactionId;
import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of a STUN message that matter here (RFC 8489 §14): type (2), length (2) and value, filled up to four bytes.
 *
 * @param mapped the address that the message tells, if any: XOR-MAPPED-ADDRESS rather than MAPPED-ADDRESS, which some routers
 *     rewrite
 */
record StunAttributes(@Nullable InetSocketAddress mapped) {

    /** An IPv6 address and a fingerprint. */
    static final int MAX_WRITTEN_BYTES = 24 + 8;

    static final int FINGERPRINT_BYTES = 8;

    private static final int MAPPED_ADDRESS = 0x0001;
    private static final int XOR_MAPPED_ADDRESS = 0x0020;
    private static final int FINGERPRINT = 0x8028;
    private static final int FINGERPRINT_XOR = 0x5354_554e;

    private static final byte FAMILY_4 = 1;
    private static final byte FAMILY_6 = 2;

    /**
     * @param message the whole of it, borrowed, its reader behind the header
     * @return null if anything in it is malformed, or its fingerprint wrong
     */
    static @Nullable StunAttributes read(ByteBuf message, TransactionId transaction) {
        InetSocketAddress plain = null;
        InetSocketAddress xored = null;
        while (message.isReadable()) {
            int start = message.readerIndex();
            if (message.readableBytes() < 4) {
                return null;
            }
            int type = message.readUnsignedShort();
            int length = message.readUnsignedShort();
            int padded = (length + 3) & ~3;
            if (padded > message.readableBytes()) {
                return null;
            }
            ByteBuf value = message.readSlice(padded).slice(0, length);
            switch (type) {
                case MAPPED_ADDRESS, XOR_MAPPED_ADDRESS -> {
                    boolean xor = type == XOR_MAPPED_ADDRESS;
                    InetSocketAddress address = readAddress(value, xor ? mask(transaction) : new byte[16]);
                    if (address == null) {
                        return null;
                    }
                    // The first of each kind counts (RFC 8489 §14).
                    if (xor) {
                        xored = xored == null ? address : xored;
                    } else {
                        plain = plain == null ? address : plain;
                    }
                }
                case FINGERPRINT -> {
                    boolean right = length == Integer.BYTES
                            && !message.isReadable()
                            && value.readInt() == fingerprint(message.slice(0, start));
                    if (!right) {
                        return null;
                    }
                }
                default -> {
                    // Nothing that tells an address.
                }
            }
        }
        return new StunAttributes(xored != null ? xored : plain);
    }

    static void writeMapped(ByteBuf out, InetSocketAddress mapped, TransactionId transaction) {
        byte[] mask = mask(transaction);
        byte[] address = mapped.getAddress().getAddress();
        out.writeShort(XOR_MAPPED_ADDRESS).writeShort(4 + address.length);
        out.writeByte(0).writeByte(address.length == 4 ? FAMILY_4 : FAMILY_6);
        out.writeShort(mapped.getPort() ^ portMask(mask));
        for (int i = 0; i < address.length; i++) {
            out.writeByte(address[i] ^ mask[i]);
        }
    }

    /** Of all that {@code out} holds, whose header counts it already. */
    static void writeFingerprint(ByteBuf out) {
        int crc = fingerprint(out);
        out.writeShort(FINGERPRINT).writeShort(Integer.BYTES).writeInt(crc);
    }

    private static int fingerprint(ByteBuf covered) {
        var crc = new CRC32();
        crc.update(covered.nioBuffer());
        return (int) crc.getValue() ^ FINGERPRINT_XOR;
    }

    private static @Nullable InetSocketAddress readAddress(ByteBuf value, byte[] mask) {
        if (value.readableBytes() < 4) {
            return null;
        }
        value.skipBytes(1);
        byte family = value.readByte();
        int port = value.readUnsignedShort() ^ portMask(mask);
        int length = switch (family) {
            case FAMILY_4 -> 4;
            case FAMILY_6 -> 16;
            default -> -1;
        };
        if (value.readableBytes() != length) {
            return null;
        }
        byte[] address = new byte[length];
        value.readBytes(address);
        for (int i = 0; i < length; i++) {
            address[i] ^= mask[i];
        }
        try {
            return new InetSocketAddress(InetAddress.getByAddress(address), port);
        } catch (UnknownHostException e) {
            throw new AssertionError("4 or 16 bytes are an address", e);
        }
    }

    private static byte[] mask(TransactionId transaction) {
        return ByteBuffer.allocate(16)
                .putInt(StunMessage.MAGIC_COOKIE)
                .putInt(transaction.first())
                .putLong(transaction.rest())
                .array();
    }

    private static int portMask(byte[] mask) {
        return (mask[0] & 0xff) << 8 | (mask[1] & 0xff);
    }
}
