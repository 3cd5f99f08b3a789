package dev.usbshare.benchmarks;

import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.Urb;
import dev.usbshare.wire.Frame;
import dev.usbshare.wire.FrameDecoder;
import dev.usbshare.wire.FrameEncoder;
import dev.usbshare.wire.FrameSequencer;
import dev.usbshare.wire.FrameSink;
import dev.usbshare.wire.LeaseId;
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

/** What one URB costs the server in codecs: SUBMIT read into a transfer's buffer, COMPLETE written in front of its data. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders", "-Xmx128m"})
public class ServerCodecBenchmark {

    private static final EndpointAddress IN = new EndpointAddress(0x81);
    private static final EndpointAddress OUT = new EndpointAddress(0x02);
    /** Where a frame carries its sequence number: docs/protocol.md. */
    private static final int SEQUENCE = 8;

    /** A Bulk-Only status, a file system block, a large SCSI command. */
    @Param({"13", "4096", "122880"})
    int dataBytes;

    private final PooledByteBufAllocator allocator = PooledByteBufAllocator.DEFAULT;
    private final FrameDecoder inEndpoint = FrameDecoder.ofClientFrames(new FrameSequencer(), new Submits());
    private final FrameDecoder outEndpoint = FrameDecoder.ofClientFrames(new FrameSequencer(), new Submits());
    private @Nullable EmbeddedChannel channel;
    private @Nullable ChannelHandlerContext context;

    private ByteBuf submitIn = allocator.directBuffer();
    private ByteBuf submitOut = allocator.directBuffer();
    private ByteBuf transfer = allocator.directBuffer();
    private long inSequence;
    private long outSequence;
    private long completeSequence;
    private int checksum;

    /** Makes the bytes that come in, and opens both streams. */
    @Setup(Level.Trial)
    public void setUp() {
        channel = new EmbeddedChannel(inEndpoint, outEndpoint);
        context = channel.pipeline().context(inEndpoint);
        inEndpoint.channelRead(context(), open(IN));
        outEndpoint.channelRead(context(), open(OUT));
        submitIn.writeZero(FrameEncoder.SUBMIT_BYTES);
        FrameEncoder.putSubmit(submitIn, 0, 1, 0, 1, 0, dataBytes, 0, Frame.Submit.NO_SETUP, 0);
        submitOut.writeZero(FrameEncoder.SUBMIT_BYTES + dataBytes);
        FrameEncoder.putSubmit(submitOut, 0, 1, 0, 1, 0, dataBytes, 0, Frame.Submit.NO_SETUP, dataBytes);
        transfer.writeZero(Urb.HEADROOM_BYTES + dataBytes);
    }

    @TearDown(Level.Trial)
    public void tearDown() {
        if (channel != null) {
            channel.close();
        }
        submitIn.release();
        submitOut.release();
        transfer.release();
    }

    private ByteBuf open(EndpointAddress endpoint) {
        ByteBuf frame = allocator.directBuffer();
        FrameEncoder.write(frame, new Frame.Open(new LeaseId(1, 2), endpoint), 0);
        return frame;
    }

    /** SUBMIT of an IN URB read, and the buffer made that its data will land in. */
    @Benchmark
    public int submitIn() {
        submitIn.setLong(SEQUENCE, ++inSequence);
        inEndpoint.channelRead(context(), submitIn.readerIndex(0).retain());
        return checksum;
    }

    /** SUBMIT of an OUT URB read, its data copied once into the transfer's buffer. */
    @Benchmark
    public int submitOut() {
        submitOut.setLong(SEQUENCE, ++outSequence);
        outEndpoint.channelRead(context(), submitOut.readerIndex(0).retain());
        return checksum;
    }

    /** COMPLETE of an IN URB written into the headroom of the transfer's buffer; no byte of data is touched. */
    @Benchmark
    public int completeInPlace() {
        FrameEncoder.completeInPlace(transfer, ++completeSequence, inSequence, 1, 0, dataBytes, dataBytes);
        return transfer.writerIndex();
    }

    private ChannelHandlerContext context() {
        return Objects.requireNonNull(context);
    }

    /** Does with a SUBMIT what the engine does, as far as bytes go. */
    private final class Submits implements FrameSink {
        @Override
        public ByteBuf payload(Frame header, int payloadBytes) {
            return transferBuffer(payloadBytes);
        }

        @Override
        public void frame(Frame frame, @Nullable ByteBuf payload) {
            if (frame instanceof Frame.Submit submit) {
                ByteBuf data = payload != null ? payload : transferBuffer(submit.lengthBytes());
                checksum += data.capacity();
                data.release();
            }
        }

        private ByteBuf transferBuffer(int bytes) {
            return allocator.directBuffer(Urb.HEADROOM_BYTES + bytes).setIndex(Urb.HEADROOM_BYTES, Urb.HEADROOM_BYTES);
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
