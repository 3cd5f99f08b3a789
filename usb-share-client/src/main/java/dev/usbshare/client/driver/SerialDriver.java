package dev.usbshare.client.driver;

import dev.usbshare.usb.Direction;
import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.InterfaceDescriptor;
import dev.usbshare.usb.SetupPacket;
import dev.usbshare.usb.TransferType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;

/**
 * A serial port of the communication device class's abstract control model (CDC 1.2, PSTN 1.2), opened: DTR and RTS are
 * up and several reads are in flight until it is closed.
 *
 * <p><b>Confinement</b>: one thread may read while another writes; methods block.
 */
public final class SerialDriver implements AutoCloseable {

    /**
     * How bytes travel on the line (PSTN 1.2 §6.3.11).
     *
     * @param stopBits 0 for one, 1 for one and a half, 2 for two
     * @param parity 0 none, 1 odd, 2 even, 3 mark, 4 space
     */
    public record LineCoding(int baud, int stopBits, int parity, int dataBits) {}

    private static final byte[] NOTHING = {};
    private static final int TO_INTERFACE = 0x21;
    private static final int FROM_INTERFACE = 0xa1;
    private static final int SET_LINE_CODING = 0x20;
    private static final int GET_LINE_CODING = 0x21;
    private static final int SET_CONTROL_LINE_STATE = 0x22;
    private static final int LINE_CODING_BYTES = 7;
    private static final int DTR_AND_RTS = 3;

    /** Reads in flight and their size: what the Linux driver has in total, in fewer pieces (drivers/usb/class/cdc-acm.c). */
    private static final int READS = 8;

    private static final int READ_BYTES = 2048;
    private static final int WRITES = 4;
    private static final int WRITE_BYTES = 4096;

    private final BlockingPipes pipes;
    private final int controlInterface;
    private final InStream input;
    private final OutStream output;
    private byte[] unread = NOTHING;
    private int unreadFrom;

    /**
     * @param timeout for each transfer, and for a read that waits for data
     * @throws UsbIoException if the device is no such port or does not answer
     */
    public SerialDriver(UsbPipes pipes, Duration timeout) throws IOException {
        this.pipes = new BlockingPipes(pipes, timeout);
        this.controlInterface = this.pipes
                .findInterface(
                        "serial control",
                        i -> i.classCode().baseClass() == 0x02 && i.classCode().subClass() == 0x02)
                .number();
        InterfaceDescriptor data =
                this.pipes.findInterface("serial data", i -> i.classCode().baseClass() == 0x0a);
        EndpointAddress in = BlockingPipes.findEndpoint(data, TransferType.BULK, Direction.IN)
                .address();
        EndpointAddress out = BlockingPipes.findEndpoint(data, TransferType.BULK, Direction.OUT)
                .address();
        this.pipes.control(setup(TO_INTERFACE, SET_CONTROL_LINE_STATE, DTR_AND_RTS, 0), NOTHING);
        this.input = new InStream(this.pipes, in, READ_BYTES, READS, Long.MAX_VALUE);
        this.output = new OutStream(this.pipes, out, WRITES);
    }

    public LineCoding lineCoding() throws IOException {
        byte[] raw = pipes.control(setup(FROM_INTERFACE, GET_LINE_CODING, 0, LINE_CODING_BYTES), NOTHING);
        if (raw.length != LINE_CODING_BYTES) {
            throw new UsbIoException("line coding of " + raw.length + " bytes");
        }
        var coding = ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN);
        return new LineCoding(coding.getInt(), coding.get(), coding.get(), coding.get());
    }

    public void setLineCoding(LineCoding coding) throws IOException {
        byte[] raw = ByteBuffer.allocate(LINE_CODING_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(coding.baud())
                .put((byte) coding.stopBits())
                .put((byte) coding.parity())
                .put((byte) coding.dataBits())
                .array();
        pipes.control(setup(TO_INTERFACE, SET_LINE_CODING, 0, LINE_CODING_BYTES), raw);
    }

    /** Returns when the port has taken all of it. */
    public void write(byte[] data) throws IOException {
        for (int at = 0; at < data.length; at += WRITE_BYTES) {
            output.write(Arrays.copyOfRange(data, at, Math.min(at + WRITE_BYTES, data.length)));
        }
        output.flush();
    }

    /** Waits until there are that many bytes. */
    public byte[] read(int bytes) throws IOException {
        var whole = ByteBuffer.allocate(bytes);
        while (whole.hasRemaining()) {
            if (unreadFrom == unread.length) {
                unread = input.next();
                unreadFrom = 0;
            }
            int part = Math.min(unread.length - unreadFrom, whole.remaining());
            whole.put(unread, unreadFrom, part);
            unreadFrom += part;
        }
        return whole.array();
    }

    /** Unlinks the reads and lets DTR and RTS down, if the port is still there. */
    @Override
    public void close() throws IOException {
        input.close();
        output.close();
        pipes.request(setup(TO_INTERFACE, SET_CONTROL_LINE_STATE, 0, 0), NOTHING);
    }

    private SetupPacket setup(int requestType, int request, int value, int lengthBytes) {
        return new SetupPacket(requestType, request, value, controlInterface, lengthBytes);
    }
}
