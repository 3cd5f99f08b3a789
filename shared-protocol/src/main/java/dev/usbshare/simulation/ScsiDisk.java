package dev.usbshare.simulation;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A removable SCSI block device with one unit: says what each command block means and keeps sense, medium presence and the removal
 * lock (SPC-4, SBC-3). It moves no data itself.
 *
 * <p><b>Confinement</b>: the device's executor.
 */
final class ScsiDisk {

    static final int BLOCK_BYTES = 512;

    private static final int TEST_UNIT_READY = 0x00;
    private static final int REQUEST_SENSE = 0x03;
    private static final int INQUIRY = 0x12;
    private static final int MODE_SENSE_6 = 0x1a;
    private static final int START_STOP_UNIT = 0x1b;
    private static final int PREVENT_ALLOW = 0x1e;
    private static final int READ_FORMAT_CAPACITIES = 0x23;
    private static final int READ_CAPACITY_10 = 0x25;
    private static final int READ_10 = 0x28;
    private static final int WRITE_10 = 0x2a;
    private static final int VERIFY_10 = 0x2f;
    private static final int SYNCHRONIZE_CACHE_10 = 0x35;
    private static final int MODE_SENSE_10 = 0x5a;
    private static final int READ_16 = 0x88;
    private static final int WRITE_16 = 0x8a;
    private static final int SYNCHRONIZE_CACHE_16 = 0x91;
    private static final int SERVICE_ACTION_IN_16 = 0x9e;
    private static final int REPORT_LUNS = 0xa0;
    private static final int READ_CAPACITY_16 = 0x10;

    private static final ScsiOutcome DONE = new ScsiOutcome.Done();

    private final long blocks;
    private final ScsiPages pages;
    private Sense sense = Sense.NONE;
    private boolean loaded = true;
    private boolean removalPrevented;

    ScsiDisk(long sizeBytes, ScsiPages pages) {
        this.blocks = sizeBytes / BLOCK_BYTES;
        this.pages = pages;
    }

    /** A reset puts the medium back and forgets the rest. */
    void reset() {
        sense = Sense.NONE;
        loaded = true;
        removalPrevented = false;
    }

    /** Keeps the reason for the next REQUEST SENSE. */
    ScsiOutcome fail(Sense reason) {
        sense = reason;
        return new ScsiOutcome.Failed();
    }

    /** @param commandBlock 16 bytes, zeros behind a shorter block */
    ScsiOutcome execute(int unit, byte[] commandBlock) {
        var cdb = ByteBuffer.wrap(commandBlock);
        int operation = u8(cdb, 0);
        if (operation == REQUEST_SENSE) {
            return requestSense(cdb);
        }
        sense = Sense.NONE;
        if (unit != 0) {
            return fail(Sense.UNIT_NOT_SUPPORTED);
        }
        return switch (operation) {
            case INQUIRY -> inquiry(cdb);
            case REPORT_LUNS -> reply(new byte[] {0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, u32(cdb, 6));
            case START_STOP_UNIT -> startStop(u8(cdb, 4));
            case PREVENT_ALLOW -> preventAllow(u8(cdb, 4));
            case MODE_SENSE_6 -> modeSense(cdb, u8(cdb, 4), true);
            case MODE_SENSE_10 -> modeSense(cdb, u16(cdb, 7), false);
            case TEST_UNIT_READY,
                    READ_FORMAT_CAPACITIES,
                    READ_CAPACITY_10,
                    SERVICE_ACTION_IN_16,
                    READ_10,
                    READ_16,
                    WRITE_10,
                    WRITE_16,
                    VERIFY_10,
                    SYNCHRONIZE_CACHE_10,
                    SYNCHRONIZE_CACHE_16 -> loaded ? onMedium(operation, cdb) : fail(Sense.NO_MEDIUM);
            default -> fail(Sense.INVALID_OPERATION_CODE);
        };
    }

    private ScsiOutcome onMedium(int operation, ByteBuffer cdb) {
        return switch (operation) {
            case READ_FORMAT_CAPACITIES -> reply(pages.formatCapacities(blocks), u16(cdb, 7));
            case READ_CAPACITY_10 -> new ScsiOutcome.Reply(pages.capacity10(blocks));
            case SERVICE_ACTION_IN_16 ->
                (u8(cdb, 1) & 0x1f) == READ_CAPACITY_16
                        ? reply(pages.capacity16(blocks), u32(cdb, 10))
                        : fail(Sense.INVALID_FIELD_IN_CDB);
            case READ_10 -> blocks(cdb, u32(cdb, 2), u16(cdb, 7), false);
            case READ_16 -> blocks(cdb, cdb.getLong(2), u32(cdb, 10), false);
            case WRITE_10 -> blocks(cdb, u32(cdb, 2), u16(cdb, 7), true);
            case WRITE_16 -> blocks(cdb, cdb.getLong(2), u32(cdb, 10), true);
            case VERIFY_10 -> verify(cdb);
            case SYNCHRONIZE_CACHE_10 -> flush(u32(cdb, 2), u16(cdb, 7));
            case SYNCHRONIZE_CACHE_16 -> flush(cdb.getLong(2), u32(cdb, 10));
            default -> DONE;
        };
    }

    private ScsiOutcome requestSense(ByteBuffer cdb) {
        boolean descriptorFormat = (u8(cdb, 1) & 1) != 0;
        if (descriptorFormat) {
            return fail(Sense.INVALID_FIELD_IN_CDB);
        }
        byte[] bytes = sense.toBytes();
        sense = Sense.NONE;
        return reply(bytes, u8(cdb, 4));
    }

    private ScsiOutcome inquiry(ByteBuffer cdb) {
        boolean vitalProductData = (u8(cdb, 1) & 1) != 0;
        int page = u8(cdb, 2);
        if (!vitalProductData) {
            return page == 0 ? reply(pages.inquiry(), u16(cdb, 3)) : fail(Sense.INVALID_FIELD_IN_CDB);
        }
        byte[] bytes = pages.vitalProductData(page);
        return bytes.length > 0 ? reply(bytes, u16(cdb, 3)) : fail(Sense.INVALID_FIELD_IN_CDB);
    }

    private ScsiOutcome modeSense(ByteBuffer cdb, int allocatedBytes, boolean six) {
        int control = u8(cdb, 2) >> 6;
        if (control == 3) {
            return fail(Sense.SAVING_NOT_SUPPORTED);
        }
        byte[] bytes = pages.modeSense(u8(cdb, 2) & 0x3f, u8(cdb, 3), control == 1, six);
        return bytes.length > 0 ? reply(bytes, allocatedBytes) : fail(Sense.INVALID_FIELD_IN_CDB);
    }

    private ScsiOutcome startStop(int flags) {
        boolean loadEject = (flags & 2) != 0;
        boolean start = (flags & 1) != 0;
        if (loadEject && !start && removalPrevented) {
            return fail(Sense.REMOVAL_PREVENTED);
        }
        if (loadEject) {
            loaded = start;
        }
        return DONE;
    }

    private ScsiOutcome preventAllow(int flags) {
        removalPrevented = (flags & 1) != 0;
        return DONE;
    }

    private ScsiOutcome blocks(ByteBuffer cdb, long block, long count, boolean write) {
        int protection = u8(cdb, 1) >> 5;
        if (protection != 0) {
            return fail(Sense.INVALID_FIELD_IN_CDB);
        }
        if (!inRange(block, count)) {
            return fail(Sense.LBA_OUT_OF_RANGE);
        }
        if (count == 0) {
            return DONE;
        }
        return write
                ? new ScsiOutcome.Write(block * BLOCK_BYTES, count * BLOCK_BYTES)
                : new ScsiOutcome.Read(block * BLOCK_BYTES, count * BLOCK_BYTES);
    }

    private ScsiOutcome verify(ByteBuffer cdb) {
        boolean compare = (u8(cdb, 1) & 0x06) != 0;
        if (compare) {
            return fail(Sense.INVALID_FIELD_IN_CDB);
        }
        return inRange(u32(cdb, 2), u16(cdb, 7)) ? DONE : fail(Sense.LBA_OUT_OF_RANGE);
    }

    private ScsiOutcome flush(long block, long count) {
        return inRange(block, count) ? new ScsiOutcome.Flush() : fail(Sense.LBA_OUT_OF_RANGE);
    }

    /** A 64-bit block address above the signed range counts as negative here, and is out of range either way. */
    private boolean inRange(long block, long count) {
        return block >= 0 && block <= blocks && count <= blocks - block;
    }

    /** A reply cut to what the command allocates; nothing to move if that is nothing. */
    private static ScsiOutcome reply(byte[] bytes, long allocatedBytes) {
        int length = (int) Math.min(bytes.length, allocatedBytes);
        return length == 0 ? DONE : new ScsiOutcome.Reply(Arrays.copyOf(bytes, length));
    }

    private static int u8(ByteBuffer cdb, int at) {
        return Byte.toUnsignedInt(cdb.get(at));
    }

    private static int u16(ByteBuffer cdb, int at) {
        return Short.toUnsignedInt(cdb.getShort(at));
    }

    private static long u32(ByteBuffer cdb, int at) {
        return Integer.toUnsignedLong(cdb.getInt(at));
    }
}
