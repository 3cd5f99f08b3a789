package dev.usbshare.wire;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/** A lease's name: 128 bits from a secure random source, so that it cannot be guessed. Ownership is checked besides. */
public record LeaseId(long high, long low) {

    public static final int BYTES = 16;

    public static LeaseId read(ByteBuf buffer, int index) {
        return new LeaseId(buffer.getLong(index), buffer.getLong(index + Long.BYTES));
    }

    public void write(ByteBuf buffer, int index) {
        buffer.setLong(index, high).setLong(index + Long.BYTES, low);
    }

    public byte[] toBytes() {
        return ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array();
    }

    /** @throws IllegalArgumentException if it is not 32 hexadecimal digits */
    public static LeaseId parse(String hex) {
        if (hex.length() != 2 * BYTES) {
            throw new IllegalArgumentException("a lease id has 32 hexadecimal digits");
        }
        return new LeaseId(HexFormat.fromHexDigitsToLong(hex, 0, 16), HexFormat.fromHexDigitsToLong(hex, 16, 32));
    }

    /** A prefix for logs: the whole id is a capability. */
    public String toShortString() {
        return toString().substring(0, 8);
    }

    @Override
    public String toString() {
        HexFormat format = HexFormat.of();
        return format.toHexDigits(high) + format.toHexDigits(low);
    }
}
