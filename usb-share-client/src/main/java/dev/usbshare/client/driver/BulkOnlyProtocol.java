package dev.usbshare.client.driver;

import dev.usbshare.usb.Direction;
import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.InterfaceDescriptor;
import dev.usbshare.usb.SetupPacket;
import dev.usbshare.usb.TransferType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The host's side of USB Mass Storage Class, Bulk-Only Transport 1.0: command, data, status, and the way back from every
 * stall.
 *
 * <p><b>Confinement</b>: one thread at a time.
 *
 * <p>A stall in the data stage is cleared and the status read (§6.7); a stall in the status stage is cleared and the status read once
 * more (§5.3.3); whatever else goes wrong ends with the reset recovery (§5.3.4) and an exception.
 */
final class BulkOnlyProtocol {

    /**
     * A command that came through.
     *
     * @param passed false: the device has sense for it
     * @param residueBytes how much less than asked the device has processed
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
    record Answer(boolean passed, byte[] data, int residueBytes) {}

    private static final byte[] NOTHING = {};
    private static final int COMMAND_SIGNATURE = 0x43425355;
    private static final int COMMAND_BYTES = 31;
    private static final int STATUS_SIGNATURE = 0x53425355;
    private static final int STATUS_BYTES = 13;
    private static final int PASSED = 0;
    private static final int FAILED = 1;
    private static final int RESET = 0xff;
    private static final int GET_MAX_LUN = 0xfe;

    private final BlockingPipes pipes;
    private final int interfaceNumber;
    private final EndpointAddress in;
    private final EndpointAddress out;
    private int lastTag;

    BulkOnlyProtocol(BlockingPipes pipes) throws UsbIoException {
        InterfaceDescriptor storage = pipes.findInterface(
                "bulk-only mass storage",
                i -> i.classCode().baseClass() == 0x08 && i.classCode().protocol() == 0x50);
        this.pipes = pipes;
        this.interfaceNumber = storage.number();
        this.in = BlockingPipes.findEndpoint(storage, TransferType.BULK, Direction.IN)
                .address();
        this.out = BlockingPipes.findEndpoint(storage, TransferType.BULK, Direction.OUT)
                .address();
    }

    /** 0 for a device that stalls the question, as those with one unit may. */
    int maxLun() throws IOException {
        UrbResult answer = pipes.request(new SetupPacket(0xa1, GET_MAX_LUN, 0, interfaceNumber, 1), NOTHING);
        return answer.isOk() && answer.actualLengthBytes() == 1 ? answer.data()[0] : 0;
    }

    /** A command that reads at most {@code bytes} bytes, or none. */
    Answer read(byte[] commandBlock, int bytes) throws IOException {
        return recovering(() -> {
            int tag = command(commandBlock, bytes, true);
            byte[] data = bytes == 0 ? NOTHING : data(pipes.in(in, bytes), in).data();
            return status(tag, bytes, data);
        });
    }

    /** A command that writes. */
    Answer write(byte[] commandBlock, byte[] data) throws IOException {
        return recovering(() -> {
            int tag = command(commandBlock, data.length, false);
            data(pipes.out(out, data), out);
            return status(tag, data.length, NOTHING);
        });
    }

    /** Reset recovery (§5.3.4). */
    void recover() throws IOException {
        pipes.control(new SetupPacket(0x21, RESET, 0, interfaceNumber, 0), NOTHING);
        pipes.clearHalt(in);
        pipes.clearHalt(out);
    }

    private int command(byte[] commandBlock, int dataBytes, boolean reads) throws IOException {
        int tag = ++lastTag;
        byte[] wrapper = ByteBuffer.allocate(COMMAND_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(COMMAND_SIGNATURE)
                .putInt(tag)
                .putInt(dataBytes)
                .put((byte) (reads ? 0x80 : 0))
                .put((byte) 0)
                .put((byte) commandBlock.length)
                .put(commandBlock)
                .array();
        UrbResult sent = pipes.out(out, wrapper);
        if (!sent.isOk() || sent.actualLengthBytes() != COMMAND_BYTES) {
            throw new UsbIoException("send a command: " + sent);
        }
        return tag;
    }

    private UrbResult data(UrbResult moved, EndpointAddress endpoint) throws IOException {
        if (moved.isStall()) {
            pipes.clearHalt(endpoint);
        } else if (!moved.isOk()) {
            throw new UsbIoException("move data at endpoint " + endpoint + ": " + moved);
        }
        return moved;
    }

    private Answer status(int tag, int askedBytes, byte[] data) throws IOException {
        UrbResult read = pipes.in(in, STATUS_BYTES);
        if (read.isStall()) {
            pipes.clearHalt(in);
            read = pipes.in(in, STATUS_BYTES);
        }
        if (!read.isOk() || read.actualLengthBytes() != STATUS_BYTES) {
            throw new UsbIoException("read a status: " + read);
        }
        var wrapper = ByteBuffer.wrap(read.data()).order(ByteOrder.LITTLE_ENDIAN);
        int signature = wrapper.getInt();
        int answeredTag = wrapper.getInt();
        int residueBytes = wrapper.getInt();
        int status = wrapper.get();
        boolean valid = signature == STATUS_SIGNATURE && answeredTag == tag;
        boolean meaningful = status == PASSED || status == FAILED;
        if (!valid || !meaningful || residueBytes < 0 || residueBytes > askedBytes) {
            throw new UsbIoException("status " + status + " of command " + answeredTag + " with residue " + residueBytes
                    + ", expected command " + tag);
        }
        return new Answer(status == PASSED, data, residueBytes);
    }

    /** Leaves the device ready for the next command whatever happens to this one. */
    private Answer recovering(Exchange exchange) throws IOException {
        try {
            return exchange.run();
        } catch (UsbIoException e) {
            try {
                recover();
            } catch (UsbIoException unrecovered) {
                e.addSuppressed(unrecovered);
            }
            throw e;
        }
    }

    @FunctionalInterface
    private interface Exchange {
        Answer run() throws IOException;
    }
}
