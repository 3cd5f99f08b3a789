package dev.usbshare.benchmarks;

import dev.usbshare.usb.Direction;
import dev.usbshare.usb.IsoPackets;
import dev.usbshare.usbip.CmdDecoder;
import dev.usbshare.usbip.CmdSink;
import dev.usbshare.usbip.UsbIpCodec;
import dev.usbshare.usbip.UsbIpException;
import dev.usbshare.usbip.UsbIpPdu.CmdSubmit;
import dev.usbshare.usbip.UsbIpPdu.CmdUnlink;
import dev.usbshare.wire.Frame;
import dev.usbshare.wire.FrameDecoder;
import dev.usbshare.wire.FrameEncoder;
import dev.usbshare.wire.FrameSequencer;
import dev.usbshare.wire.FrameSink;
import dev.usbshare.wire.ProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What one URB costs the client in codecs: the kernel's PDU to a frame, the server's frame to the kernel's PDU. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders", "-Xmx128m"})
public class ClientCodecBenchmark {

    private static final int DEVID = 0x0001_0002;
    private static final int ENDPOINT = 2;
    /** Where a frame carries its sequence number: docs/protocol.md. */
    private static final int SEQUENCE = 8;

    /** A Bulk-Only status, a file system block, a large SCSI command. */
    @Param({"13", "4096", "122880"})
    int dataBytes;

    private final PooledByteBufAllocator allocator = PooledByteBufAllocator.DEFAULT;
    private final FrameSequencer sent = new FrameSequencer();
    private final CmdDecoder commands = new CmdDecoder(DEVID, new Commands());
    private final FrameDecoder answers = FrameDecoder.ofServerFrames(new FrameSequencer(), new Answers());
    private @Nullable EmbeddedChannel channel;
    private @Nullable ChannelHandlerContext context;

    private ByteBuf cmdIn = allocator.directBuffer();
    private ByteBuf cmdOut = allocator.directBuffer();
    private ByteBuf completeIn = allocator.directBuffer();
    private long sequence;
    private int checksum;

    /** Makes the bytes that come in, and a pipeline whose context the decoders are called with. */
    @Setup(Level.Trial)
    public void setUp() {
        channel = new EmbeddedChannel(commands, answers);
        context = channel.pipeline().context(commands);
        UsbIpCodec.write(cmdIn, submit(Direction.IN));
        UsbIpCodec.write(cmdOut, submit(Direction.OUT));
        cmdOut.writeZero(dataBytes);
        completeIn.writeZero(FrameEncoder.COMPLETE_BYTES + dataBytes);
        FrameEncoder.completeInPlace(completeIn, 1, 0, 1, 0, dataBytes, dataBytes);
    }

    @TearDown(Level.Trial)
    public void tearDown() {
        if (channel != null) {
            channel.close();
        }
        cmdIn.release();
        cmdOut.release();
        completeIn.release();
    }

    private CmdSubmit submit(Direction direction) {
        return new CmdSubmit(1, DEVID, direction, ENDPOINT, 0, dataBytes, 0, 0, 0, CmdSubmit.NO_SETUP, IsoPackets.NONE);
    }

    /** An IN URB: CMD_SUBMIT read, SUBMIT written. */
    @Benchmark
    public int cmdSubmitIn() {
        commands.channelRead(context(), cmdIn.readerIndex(0).retain());
        return checksum;
    }

    /** An OUT URB: CMD_SUBMIT read, its data copied once behind the headroom, SUBMIT written in front of it. */
    @Benchmark
    public int cmdSubmitOut() {
        commands.channelRead(context(), cmdOut.readerIndex(0).retain());
        return checksum;
    }

    /** An IN URB's end: COMPLETE read, its data copied once behind the headroom, RET_SUBMIT written in front of it. */
    @Benchmark
    public int completeIn() {
        completeIn.setLong(SEQUENCE, ++sequence);
        answers.channelRead(context(), completeIn.readerIndex(0).retain());
        return checksum;
    }

    private ChannelHandlerContext context() {
        return Objects.requireNonNull(context);
    }

    /** Does with a command what the bridge does, as far as bytes go. */
    private final class Commands implements CmdSink {
        @Override
        public boolean isIsochronous(int endpointNumber, Direction direction) {
            return false;
        }

        @Override
        public ByteBuf payload(CmdSubmit header, int payloadBytes) {
            int bytes = FrameEncoder.SUBMIT_BYTES + payloadBytes;
            return allocator.directBuffer(bytes, bytes).setIndex(FrameEncoder.SUBMIT_BYTES, FrameEncoder.SUBMIT_BYTES);
        }

        @Override
        public void submit(CmdSubmit cmd, @Nullable ByteBuf payload) {
            int payloadBytes = payload == null ? 0 : cmd.lengthBytes();
            ByteBuf frame = payload != null
                    ? payload
                    : allocator.directBuffer(FrameEncoder.SUBMIT_BYTES, FrameEncoder.SUBMIT_BYTES);
            FrameEncoder.putSubmit(
                    frame,
                    0,
                    sent.nextSequence(),
                    sent.received(),
                    cmd.seqnum(),
                    cmd.transferFlags(),
                    cmd.lengthBytes(),
                    cmd.interval(),
                    cmd.setup(),
                    payloadBytes);
            frame.setIndex(0, FrameEncoder.SUBMIT_BYTES + payloadBytes);
            checksum += frame.getByte(frame.writerIndex() - 1);
            frame.release();
        }

        @Override
        public void unlink(CmdUnlink cmd) {
            throw new IllegalStateException("nothing is unlinked here");
        }

        @Override
        public void readComplete() {}

        @Override
        public void writabilityChanged(boolean writable) {}

        @Override
        public void failed(UsbIpException cause) {
            throw cause;
        }

        @Override
        public void closed() {}
    }

    /** Does with an answer what the bridge does, as far as bytes go. */
    private final class Answers implements FrameSink {
        @Override
        public ByteBuf payload(Frame header, int payloadBytes) {
            int bytes = UsbIpCodec.HEADER_BYTES + payloadBytes;
            return allocator.directBuffer(bytes, bytes).setIndex(UsbIpCodec.HEADER_BYTES, UsbIpCodec.HEADER_BYTES);
        }

        @Override
        public void frame(Frame frame, @Nullable ByteBuf payload) {
            if (frame instanceof Frame.Complete complete && payload != null) {
                int bytes = complete.actualLengthBytes();
                UsbIpCodec.retSubmitInPlace(payload, complete.urbId(), complete.status(), bytes, 0, bytes);
                checksum += payload.getByte(payload.writerIndex() - 1);
                payload.release();
            }
        }

        @Override
        public void readComplete() {}

        @Override
        public void closed() {}

        @Override
        public void failed(ProtocolException cause) {
            throw cause;
        }

        @Override
        public void writabilityChanged(boolean writable) {}
    }
}
