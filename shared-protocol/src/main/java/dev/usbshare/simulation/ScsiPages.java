package dev.usbshare.simulation;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The bytes with which a disk describes itself: inquiry data, vital product data, mode pages, capacities (SPC-4 §6.4,
 * §7.8; SBC-3 §5.15, §6.4). Big-endian.
 */
final class ScsiPages {

    private static final byte[] NOTHING = {};
    private static final int REMOVABLE = 0x80;
    private static final int SPC_2 = 4;
    private static final int VPD_SUPPORTED = 0x00;
    private static final int VPD_SERIAL = 0x80;
    private static final int VPD_IDENTIFICATION = 0x83;
    private static final int MODE_CACHING = 0x08;
    private static final int MODE_ALL = 0x3f;
    private static final int ALL_SUBPAGES = 0xff;
    private static final int WRITE_CACHE_ENABLED = 0x04;

    private final String serial;
    private final boolean writeCache;

    ScsiPages(String serial, boolean writeCache) {
        this.serial = serial;
        this.writeCache = writeCache;
    }

    byte[] inquiry() {
        return ByteBuffer.allocate(36)
                .put(1, (byte) REMOVABLE)
                .put(2, (byte) SPC_2)
                .put(3, (byte) 2)
                .put(4, (byte) 31)
                .put(8, padded("usbshare", 8))
                .put(16, padded("Simulated Drive", 16))
                .put(32, padded("1.00", 4))
                .array();
    }

    /** Empty if there is no such page. */
    byte[] vitalProductData(int page) {
        byte[] serialText = serial.getBytes(StandardCharsets.US_ASCII);
        return switch (page) {
            case VPD_SUPPORTED ->
                new byte[] {0, VPD_SUPPORTED, 0, 3, VPD_SUPPORTED, (byte) VPD_SERIAL, (byte) VPD_IDENTIFICATION};
            case VPD_SERIAL ->
                ByteBuffer.allocate(4 + serialText.length)
                        .put(1, (byte) VPD_SERIAL)
                        .put(3, (byte) serialText.length)
                        .put(4, serialText)
                        .array();
            case VPD_IDENTIFICATION ->
                // One designator: T10 vendor identification, ASCII, of the unit.
                ByteBuffer.allocate(16 + serialText.length)
                        .put(1, (byte) VPD_IDENTIFICATION)
                        .put(3, (byte) (12 + serialText.length))
                        .put(4, (byte) 2)
                        .put(5, (byte) 1)
                        .put(7, (byte) (8 + serialText.length))
                        .put(8, padded("usbshare", 8))
                        .put(16, serialText)
                        .array();
            default -> NOTHING;
        };
    }

    /** Header and the pages asked for, without block descriptors; empty if there is no such page. */
    byte[] modeSense(int page, int subpage, boolean changeable, boolean six) {
        boolean known = (page == MODE_CACHING || page == MODE_ALL) && (subpage == 0 || subpage == ALL_SUBPAGES);
        if (!known) {
            return NOTHING;
        }
        int headerBytes = six ? 4 : 8;
        var caching = new byte[20];
        caching[0] = MODE_CACHING;
        caching[1] = 18;
        caching[2] = (byte) (writeCache && !changeable ? WRITE_CACHE_ENABLED : 0);
        ByteBuffer whole = ByteBuffer.allocate(headerBytes + caching.length).put(headerBytes, caching);
        int lengthBehind = whole.capacity() - (six ? 1 : 2);
        return (six ? whole.put(0, (byte) lengthBehind) : whole.putShort(0, (short) lengthBehind)).array();
    }

    byte[] formatCapacities(long blocks) {
        return ByteBuffer.allocate(12)
                .put(3, (byte) 8)
                .putInt(4, saturated(blocks))
                .putInt(8, ScsiDisk.BLOCK_BYTES)
                .put(8, (byte) 2)
                .array();
    }

    byte[] capacity10(long blocks) {
        return ByteBuffer.allocate(8)
                .putInt(0, saturated(blocks - 1))
                .putInt(4, ScsiDisk.BLOCK_BYTES)
                .array();
    }

    byte[] capacity16(long blocks) {
        return ByteBuffer.allocate(32)
                .putLong(0, blocks - 1)
                .putInt(8, ScsiDisk.BLOCK_BYTES)
                .array();
    }

    private static int saturated(long value) {
        return (int) Math.min(value, 0xffff_ffffL);
    }

    private static byte[] padded(String text, int bytes) {
        var field = new byte[bytes];
        Arrays.fill(field, (byte) ' ');
        byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(ascii, 0, field, 0, ascii.length);
        return field;
    }
}
