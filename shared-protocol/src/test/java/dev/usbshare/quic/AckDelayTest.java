package dev.usbshare.quic;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AckDelayTest {

    private static final int SHORT_HEADER = 0x40;
    private static final int LONG_HEADER = 0xc0;

    private final AckDelay delay = new AckDelay(Duration.ofMillis(1));
    private final Codec codec = new Codec();
    private final EmbeddedChannel channel = new EmbeddedChannel(delay, codec);

    @BeforeEach
    void stopTheClock() {
        channel.freezeTime();
    }

    @AfterEach
    void close() {
        channel.close();
    }

    @Test
    void smallRequest_waitsForItsAnswer() {
        read(SHORT_HEADER, 100, true);
        assertThat(codec.completions).isZero();

        delay.onFlush();
        channel.runPendingTasks();

        assertThat(codec.completions).isEqualTo(1);
    }

    @Test
    void smallRequest_withoutAnAnswer_waitsForTheDelayAndNoLonger() {
        read(SHORT_HEADER, 100, true);
        pass(Duration.ofNanos(999_999));
        assertThat(codec.completions).isZero();

        pass(Duration.ofNanos(1));

        assertThat(codec.completions).isEqualTo(1);
    }

    @Test
    void nextRequest_getsItsWholeDelay_thoughTheTimerOfAnAnsweredOneStillRuns() {
        read(SHORT_HEADER, 100, true);
        delay.onFlush();
        channel.runPendingTasks();
        pass(Duration.ofNanos(600_000));
        read(SHORT_HEADER, 100, true);

        pass(Duration.ofNanos(999_999));
        assertThat(codec.completions).isEqualTo(1);
        pass(Duration.ofNanos(1));

        assertThat(codec.completions).isEqualTo(2);
    }

    @Test
    void answerWithinTheRead_goesAtOnce() {
        codec.onRead = () -> {
            delay.onRead();
            delay.onFlush();
        };
        read(SHORT_HEADER, 100, false);

        assertThat(codec.completions).isEqualTo(1);
    }

    @Test
    void severalAnswersInOneTurn_goTogether() {
        read(SHORT_HEADER, 100, true);
        delay.onFlush();
        delay.onFlush();
        assertThat(codec.completions).isZero();

        channel.runPendingTasks();

        assertThat(codec.completions).isEqualTo(1);
    }

    @Test
    void handshake_isNotHeld() {
        read(LONG_HEADER, 100, true);

        assertThat(codec.completions).isEqualTo(1);
    }

    @Test
    void acknowledgement_isNotHeld() {
        read(SHORT_HEADER, 100, false);

        assertThat(codec.completions).isEqualTo(1);
    }

    @Test
    void manyPackets_areNotHeld() {
        for (int i = 1; i <= 8; i++) {
            read(SHORT_HEADER, 1350, true);
            assertThat(codec.completions).isZero();
        }
        read(SHORT_HEADER, 1, true);

        assertThat(codec.completions).isEqualTo(1);
    }

    @Test
    void whileAStreamWaitsForTheNetwork_nothingIsHeld() {
        read(SHORT_HEADER, 100, true);
        delay.onBlocked();
        channel.runPendingTasks();
        assertThat(codec.completions).isEqualTo(1);

        read(SHORT_HEADER, 100, true);
        assertThat(codec.completions).isEqualTo(2);

        delay.onUnblocked();
        read(SHORT_HEADER, 100, true);
        assertThat(codec.completions).isEqualTo(2);
    }

    @Test
    void zeroDelay_neverHolds() {
        var none = new AckDelay(Duration.ZERO);
        var last = new Codec();
        var direct = new EmbeddedChannel(none, last);
        none.onRead();

        direct.flushInbound();

        assertThat(last.completions).isEqualTo(1);
        direct.close();
    }

    private void read(int firstByte, int bytes, boolean streamData) {
        codec.streamData = streamData;
        ByteBuf packet = Unpooled.buffer(bytes).writeByte(firstByte).writeZero(bytes - 1);
        channel.writeOneInbound(new DatagramPacket(packet, new InetSocketAddress(InetAddress.getLoopbackAddress(), 1)));
        channel.flushInbound();
    }

    private void pass(Duration time) {
        channel.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
        channel.runPendingTasks();
    }

    /** Stands where the QUIC codecs do. */
    private final class Codec extends ChannelInboundHandlerAdapter {
        private boolean streamData;
        private int completions;
        private Runnable onRead = () -> {};

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object msg) {
            ReferenceCountUtil.release(msg);
            if (streamData) {
                delay.onRead();
            }
            onRead.run();
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            completions++;
        }
    }
}
