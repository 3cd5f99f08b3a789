package dev.usbshare.usb;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.List;

/**
 * The packets of one isochronous URB. Immutable. Each has 16 bytes on every wire of ours, USB/IP's layout: offset,
 * length, actual length and status (signed), each 32 bits, big-endian.
 *
 * <p>Values from a peer may lie: {@link #fitIn} and {@link #actualLengthsAreSound} are the checks.
 */
public final class IsoPackets {

    /** Bytes of one packet's descriptor. */
    public static final int BYTES = 16;

    /** Of every URB that is not isochronous. */
    public static final IsoPackets NONE = new IsoPackets(new int[0]);

    private static final int FIELDS = 4;

    private final int[] fields;

    private IsoPackets(int[] fields) {
        this.fields = fields;
    }

    public static IsoPackets of(List<IsoPacket> packets) {
        if (packets.isEmpty()) {
            return NONE;
        }
        int[] fields = new int[packets.size() * FIELDS];
        int at = 0;
        for (IsoPacket p : packets) {
            fields[at++] = p.offsetBytes();
            fields[at++] = p.lengthBytes();
            fields[at++] = p.actualLengthBytes();
            fields[at++] = p.status();
        }
        return new IsoPackets(fields);
    }

    /** Reads {@code count} descriptors at an absolute index; borrows {@code buffer}. */
    public static IsoPackets read(ByteBuf buffer, int index, int count) {
        if (count == 0) {
            return NONE;
        }
        int[] fields = new int[count * FIELDS];
        for (int i = 0; i < fields.length; i++) {
            fields[i] = buffer.getInt(index + i * Integer.BYTES);
        }
        return new IsoPackets(fields);
    }

    /** Appends the descriptors at the writer index; borrows {@code out}. */
    public void write(ByteBuf out) {
        for (int field : fields) {
            out.writeInt(field);
        }
    }

    public int count() {
        return fields.length / FIELDS;
    }

    public boolean isEmpty() {
        return fields.length == 0;
    }

    /** Size of all descriptors together. */
    public int sizeBytes() {
        return count() * BYTES;
    }

    public IsoPacket packet(int index) {
        return new IsoPacket(offsetBytes(index), lengthBytes(index), actualLengthBytes(index), status(index));
    }

    public int offsetBytes(int index) {
        return fields[index * FIELDS];
    }

    public int lengthBytes(int index) {
        return fields[index * FIELDS + 1];
    }

    public int actualLengthBytes(int index) {
        return fields[index * FIELDS + 2];
    }

    public int status(int index) {
        return fields[index * FIELDS + 3];
    }

    /** Whether each packet lies within a buffer of that many bytes, and all of them together are no longer than it. */
    public boolean fitIn(int bufferBytes) {
        long total = 0;
        for (int i = 0; i < count(); i++) {
            int offset = offsetBytes(i);
            int length = lengthBytes(i);
            if (offset < 0 || length < 0 || (long) offset + length > bufferBytes) {
                return false;
            }
            total += length;
        }
        return total <= bufferBytes;
    }

    /** Whether no packet moved more than its length, and all of them together exactly {@code totalBytes}. */
    public boolean actualLengthsAreSound(int totalBytes) {
        long total = 0;
        for (int i = 0; i < count(); i++) {
            int actual = actualLengthBytes(i);
            if (actual < 0 || actual > lengthBytes(i)) {
                return false;
            }
            total += actual;
        }
        return total == totalBytes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IsoPackets packets && Arrays.equals(fields, packets.fields);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(fields);
    }

    @Override
    public String toString() {
        return count() + " packets";
    }
}
