package dev.usbshare.client.driver;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/**
 * A USB stick or disk, read and written in blocks: SCSI over the bulk-only transport, one command at a time, as the Linux driver
 * does it.
 *
 * <p><b>Confinement</b>: one thread at a time; methods block.
 *
 * <p><b>Errors</b>: {@link ScsiException} where the device refuses or fails a command, {@link UsbIoException} where the transport
 * fails, after the device has been reset.
 */
public final class MassStorageDriver {

    /** What the Linux driver moves with one command at high speed (drivers/usb/storage/scsiglue.c). */
    public static final int LINUX_COMMAND_BYTES = 120 << 10;

    /** Who a device says it is; text without the padding. */
    public record Inquiry(String vendor, String product, String revision, boolean removable) {}

    /** How much a device holds. */
    public record Capacity(long blocks, int blockBytes) {

        public long bytes() {
            return blocks * blockBytes;
        }
    }

    private static final int TEST_UNIT_READY = 0x00;
    private static final int REQUEST_SENSE = 0x03;
    private static final int INQUIRY = 0x12;
    private static final int READ_CAPACITY_10 = 0x25;
    private static final int READ_10 = 0x28;
    private static final int WRITE_10 = 0x2a;
    private static final int SYNCHRONIZE_CACHE_10 = 0x35;
    private static final int READ_16 = 0x88;
    private static final int WRITE_16 = 0x8a;
    private static final int SERVICE_ACTION_IN_16 = 0x9e;
    private static final int READ_CAPACITY_16 = 0x10;
    private static final int SENSE_BYTES = 18;
    private static final int INQUIRY_BYTES = 36;

    private final BulkOnlyProtocol protocol;
    private final int commandBytes;
    private Capacity capacity = new Capacity(0, 0);

    /** As the other constructor, with the Linux driver's command size. */
    public MassStorageDriver(UsbPipes pipes, Duration timeout) throws UsbIoException {
        this(pipes, timeout, LINUX_COMMAND_BYTES);
    }

    /**
     * @param timeout for each transfer
     * @param commandBytes the most that one command moves; at least a block
     * @throws UsbIoException if the device has no bulk-only storage
     */
    public MassStorageDriver(UsbPipes pipes, Duration timeout, int commandBytes) throws UsbIoException {
        this.protocol = new BulkOnlyProtocol(new BlockingPipes(pipes, timeout));
        this.commandBytes = commandBytes;
    }

    /** The highest logical unit number; this driver uses unit 0. */
    public int maxLun() throws IOException {
        return protocol.maxLun();
    }

    /** @throws ScsiException if the medium is not ready */
    public void testUnitReady() throws IOException {
        read(new byte[] {TEST_UNIT_READY, 0, 0, 0, 0, 0}, 0);
    }

    public Inquiry inquiry() throws IOException {
        byte[] bytes = exactly(INQUIRY_BYTES, read(new byte[] {INQUIRY, 0, 0, 0, INQUIRY_BYTES, 0}, INQUIRY_BYTES));
        return new Inquiry(text(bytes, 8, 16), text(bytes, 16, 32), text(bytes, 32, 36), (bytes[1] & 0x80) != 0);
    }

    /** Asks the device; {@link #read} and {@link #write} ask once if nobody has. */
    public Capacity capacity() throws IOException {
        byte[] askTen = ByteBuffer.allocate(10).put(0, (byte) READ_CAPACITY_10).array();
        var ten = ByteBuffer.wrap(exactly(8, read(askTen, 8)));
        long lastBlock = Integer.toUnsignedLong(ten.getInt(0));
        int blockBytes = ten.getInt(4);
        if (lastBlock == 0xffff_ffffL) {
            byte[] ask = ByteBuffer.allocate(16)
                    .put(0, (byte) SERVICE_ACTION_IN_16)
                    .put(1, (byte) READ_CAPACITY_16)
                    .putInt(10, 32)
                    .array();
            lastBlock = ByteBuffer.wrap(exactly(32, read(ask, 32))).getLong(0);
        }
        if (blockBytes <= 0 || blockBytes > commandBytes || lastBlock < 0 || lastBlock == Long.MAX_VALUE) {
            throw new UsbIoException("unusable capacity: last block " + lastBlock + ", " + blockBytes + " bytes each");
        }
        capacity = new Capacity(lastBlock + 1, blockBytes);
        return capacity;
    }

    /** @throws ScsiException also if the blocks are out of range */
    public byte[] read(long block, int count) throws IOException {
        int blockBytes = blockBytes();
        var whole = ByteBuffer.allocate(Math.multiplyExact(count, blockBytes));
        for (int done = 0; done < count; ) {
            int blocks = Math.min(count - done, commandBytes / blockBytes);
            byte[] part = read(blockCommand(READ_10, READ_16, block + done, blocks), blocks * blockBytes);
            whole.put(exactly(blocks * blockBytes, part));
            done += blocks;
        }
        return whole.array();
    }

    /**
     * @param data whole blocks
     * @throws ScsiException also if the blocks are out of range
     */
    public void write(long block, byte[] data) throws IOException {
        int blockBytes = blockBytes();
        if (data.length % blockBytes != 0) {
            throw new IllegalArgumentException(data.length + " bytes are no whole blocks of " + blockBytes);
        }
        int step = commandBytes / blockBytes * blockBytes;
        for (int at = 0; at < data.length; at += step) {
            byte[] part = Arrays.copyOfRange(data, at, Math.min(at + step, data.length));
            byte[] command = blockCommand(WRITE_10, WRITE_16, block + at / blockBytes, part.length / blockBytes);
            BulkOnlyProtocol.Answer answer = protocol.write(command, part);
            check(command, answer);
            if (answer.residueBytes() != 0) {
                throw new UsbIoException("write left a residue of " + answer.residueBytes() + " bytes");
            }
        }
    }

    /** Returns when what was written would survive a power cut. */
    public void synchronizeCache() throws IOException {
        read(ByteBuffer.allocate(10).put(0, (byte) SYNCHRONIZE_CACHE_10).array(), 0);
    }

    private int blockBytes() throws IOException {
        return capacity.blockBytes() != 0 ? capacity.blockBytes() : capacity().blockBytes();
    }

    private static byte[] blockCommand(int ten, int sixteen, long block, int count) {
        boolean fits = block >= 0 && block <= 0xffff_ffffL && count <= 0xffff;
        return fits
                ? ByteBuffer.allocate(10)
                        .put(0, (byte) ten)
                        .putInt(2, (int) block)
                        .putShort(7, (short) count)
                        .array()
                : ByteBuffer.allocate(16)
                        .put(0, (byte) sixteen)
                        .putLong(2, block)
                        .putInt(10, count)
                        .array();
    }

    private byte[] read(byte[] command, int bytes) throws IOException {
        BulkOnlyProtocol.Answer answer = protocol.read(command, bytes);
        check(command, answer);
        int processed = Math.min(answer.data().length, bytes - answer.residueBytes());
        return processed == answer.data().length ? answer.data() : Arrays.copyOf(answer.data(), processed);
    }

    private void check(byte[] command, BulkOnlyProtocol.Answer answer) throws IOException {
        if (answer.passed()) {
            return;
        }
        byte[] ask = {REQUEST_SENSE, 0, 0, 0, SENSE_BYTES, 0};
        byte[] sense = exactly(SENSE_BYTES, protocol.read(ask, SENSE_BYTES).data());
        throw new ScsiException(command[0] & 0xff, sense[2] & 0x0f, sense[12] & 0xff, sense[13] & 0xff);
    }

    private static byte[] exactly(int bytes, byte[] data) throws UsbIoException {
        if (data.length != bytes) {
            throw new UsbIoException("device gave " + data.length + " of " + bytes + " bytes");
        }
        return data;
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.US_ASCII).strip();
    }
}
