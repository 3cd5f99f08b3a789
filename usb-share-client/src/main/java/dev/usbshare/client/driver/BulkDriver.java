package dev.usbshare.client.driver;

import dev.usbshare.simulation.SourceSink;
import dev.usbshare.simulation.TestPattern;
import dev.usbshare.usb.Direction;
import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.EndpointDescriptor;
import dev.usbshare.usb.InterfaceDescriptor;
import dev.usbshare.usb.SetupPacket;
import dev.usbshare.usb.TransferType;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;

/**
 * A vendor device with plain pipes: a source and sink of {@link TestPattern}, or a loopback.
 *
 * <p><b>Confinement</b>: one thread at a time; methods block.
 */
public final class BulkDriver {

    /**
     * What the sink has seen.
     *
     * @param firstWrongOffset -1 if all was right
     */
    public record Verdict(long bytes, long firstWrongOffset) {}

    private static final byte[] NOTHING = {};
    private static final int VENDOR_TO_DEVICE = 0x40;
    private static final int VENDOR_FROM_DEVICE = 0xc0;
    private static final int VERDICT_BYTES = 16;

    private final BlockingPipes pipes;
    private final InterfaceDescriptor vendor;

    /**
     * @param timeout for each transfer
     * @throws UsbIoException if the device has no vendor interface
     */
    public BulkDriver(UsbPipes pipes, Duration timeout) throws UsbIoException {
        this.pipes = new BlockingPipes(pipes, timeout);
        this.vendor = this.pipes.findInterface("vendor", i -> i.classCode().baseClass() == 0xff);
    }

    /** Both streams of a source and sink begin anew. */
    public void restart() throws IOException {
        pipes.control(new SetupPacket(VENDOR_TO_DEVICE, SourceSink.RESTART, 0, 0, 0), NOTHING);
    }

    /**
     * Reads from a source that has just been restarted, and checks every byte.
     *
     * @param transferBytes of each read, a multiple of the packet size
     * @param transfers reads in flight
     * @throws UsbIoException also at the first wrong byte
     */
    public void readPattern(long totalBytes, int transferBytes, int transfers) throws IOException {
        long offset = 0;
        try (var input = new InStream(pipes, endpoint(Direction.IN), transferBytes, transfers, totalBytes)) {
            while (offset < totalBytes) {
                byte[] data = input.next();
                int mismatch = TestPattern.firstMismatch(offset, Unpooled.wrappedBuffer(data));
                if (mismatch >= 0 || data.length == 0) {
                    throw new UsbIoException("source: wrong byte at offset " + (offset + mismatch));
                }
                offset += data.length;
            }
        }
    }

    /** Writes to a sink that has just been restarted, which checks every byte: see {@link #verdict()}. */
    public void writePattern(long totalBytes, int transferBytes, int transfers) throws IOException {
        try (var output = new OutStream(pipes, endpoint(Direction.OUT), transfers)) {
            for (long offset = 0; offset < totalBytes; offset += transferBytes) {
                var data = new byte[(int) Math.min(transferBytes, totalBytes - offset)];
                TestPattern.write(
                        offset, data.length, Unpooled.wrappedBuffer(data).clear());
                output.write(data);
            }
            output.flush();
        }
    }

    public Verdict verdict() throws IOException {
        byte[] raw = pipes.control(
                new SetupPacket(VENDOR_FROM_DEVICE, SourceSink.GET_VERDICT, 0, 0, VERDICT_BYTES), NOTHING);
        if (raw.length != VERDICT_BYTES) {
            throw new UsbIoException("verdict of " + raw.length + " bytes");
        }
        var verdict = ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN);
        return new Verdict(verdict.getLong(), verdict.getLong());
    }

    /**
     * Sends a message through a loopback and waits until all of it is back.
     *
     * @param type which pair of pipes: bulk or interrupt
     * @param message not longer than the loopback holds
     */
    public byte[] echo(TransferType type, byte[] message) throws IOException {
        EndpointAddress out =
                BlockingPipes.findEndpoint(vendor, type, Direction.OUT).address();
        EndpointDescriptor in = BlockingPipes.findEndpoint(vendor, type, Direction.IN);
        int packets = message.length / in.maxPacketBytes() + 1;
        BlockingPipes.requireOk(pipes.out(out, message), "send to the loopback");
        var back = ByteBuffer.allocate(message.length);
        while (back.hasRemaining()) {
            UrbResult part = pipes.in(in.address(), packets * in.maxPacketBytes());
            byte[] data =
                    BlockingPipes.requireOk(part, "read from the loopback").data();
            if (data.length > back.remaining()) {
                throw new UsbIoException("the loopback gave more than it took");
            }
            back.put(data);
        }
        return back.array();
    }

    private EndpointAddress endpoint(Direction direction) throws UsbIoException {
        return BlockingPipes.findEndpoint(vendor, TransferType.BULK, direction).address();
    }
}
