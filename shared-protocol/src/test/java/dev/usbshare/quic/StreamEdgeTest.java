package dev.usbshare.quic;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.quic.QuicStreamFrame;
import io.netty.handler.codec.quic.QuicStreamResetException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StreamEdgeTest {

    private final Quic quic = new Quic();
    private final Activity activity = new Activity();
    private final Handler handler = new Handler();
    private final EmbeddedChannel channel =
            new EmbeddedChannel(quic, new StreamEdge(activity, activity::onReset), handler);

    @AfterEach
    void close() {
        quic.failWaiting();
        channel.pipeline().fireChannelInactive();
        channel.close();
        channel.runPendingTasks();
        quic.release();
    }

    @Test
    void writes_waitForTheFlush_andGoAsOne() {
        ChannelFuture first = channel.write(bytes(10));
        ChannelFuture second = channel.write(bytes(20));
        assertThat(quic.sizes()).isEmpty();

        channel.flush();

        assertThat(quic.sizes()).containsExactly(30);
        assertThat(first.isSuccess() && second.isSuccess()).isTrue();
        assertThat(activity.flushes).isEqualTo(1);
    }

    @Test
    void flush_withNothingWritten_doesNothing() {
        channel.flush();

        assertThat(activity.flushes).isZero();
    }

    @Test
    void bigWrites_goTogetherWithoutACopy_upToAMebibyte() {
        ByteBuf big = bytes(700_000);
        channel.write(bytes(32));
        channel.write(big);
        channel.write(bytes(700_000));

        channel.flush();

        assertThat(quic.sizes()).containsExactly(700_032, 700_000);
        assertThat(big.refCnt()).isEqualTo(1);
    }

    @Test
    void emptyWrite_succeeds() {
        assertThat(channel.writeAndFlush(Unpooled.buffer()).isSuccess()).isTrue();
    }

    @Test
    void whileQuicTakesNothing_oneBatchWaitsThere_theRestHere() {
        quic.blocked = true;
        channel.writeAndFlush(bytes(1));
        channel.writeAndFlush(bytes(2));
        ChannelFuture last = channel.writeAndFlush(bytes(3));
        assertThat(quic.sizes()).containsExactly(1);
        assertThat(activity.blocked).isEqualTo(1);

        quic.unblock();
        assertThat(last.isDone()).isFalse();
        channel.runPendingTasks();

        assertThat(quic.sizes()).containsExactly(1, 5);
        assertThat(last.isSuccess()).isTrue();
        assertThat(activity.blocked).isZero();
    }

    @Test
    void writability_isReportedOncePerChange_andNotWhileBytesWaitHere() {
        quic.blocked = true;
        channel.writeAndFlush(bytes(1));
        setWritable(false);
        channel.writeAndFlush(bytes(2));
        assertThat(handler.writability).containsExactly(false);

        setWritable(true);
        assertThat(handler.writability).containsExactly(false);
        quic.unblock();
        channel.runPendingTasks();

        assertThat(handler.writability).containsExactly(false, true);
    }

    @Test
    void close_dropsWhatWasNotFlushed_andEndsBehindWhatWas() {
        quic.blocked = true;
        channel.writeAndFlush(bytes(1));
        ChannelFuture flushed = channel.writeAndFlush(bytes(2));
        ByteBuf unflushed = bytes(3);
        ChannelFuture dropped = channel.write(unflushed);

        channel.pipeline().lastContext().close();
        channel.runPendingTasks();

        assertThat(handler.inactive).isEqualTo(1);
        assertThat(unflushed.refCnt()).isZero();
        assertThat(dropped.isDone() && !dropped.isSuccess()).isTrue();
        assertThat(quic.fins).isZero();

        quic.unblock();
        channel.runPendingTasks();

        assertThat(flushed.isSuccess()).isTrue();
        assertThat(quic.sizes()).containsExactly(1, 2);
        assertThat(quic.fins).isEqualTo(1);
    }

    @Test
    void afterClose_nothingIsReadOrWritten_andTheRealEndIsNotReportedAgain() {
        channel.pipeline().lastContext().close();
        channel.runPendingTasks();
        ByteBuf read = bytes(5);
        ByteBuf written = bytes(6);

        channel.writeInbound(read);
        ChannelFuture write = channel.write(written);
        channel.pipeline().fireChannelInactive();

        assertThat(handler.read).isZero();
        assertThat(read.refCnt()).isZero();
        assertThat(written.refCnt()).isZero();
        assertThat(write.isSuccess()).isFalse();
        assertThat(handler.inactive).isEqualTo(1);
        assertThat(quic.fins).isEqualTo(1);
    }

    @Test
    void end_byThePeer_dropsWhatWaits() {
        quic.blocked = true;
        channel.writeAndFlush(bytes(1));
        ByteBuf waiting = bytes(2);
        ChannelFuture write = channel.writeAndFlush(waiting);

        quic.failWaiting();
        channel.pipeline().fireChannelInactive();
        channel.runPendingTasks();

        assertThat(waiting.refCnt()).isZero();
        assertThat(write.isDone() && !write.isSuccess()).isTrue();
        assertThat(handler.inactive).isEqualTo(1);
        assertThat(activity.blocked).isZero();
    }

    @Test
    void reset_byThePeer_isForTheConnection() {
        channel.pipeline().fireExceptionCaught(new QuicStreamResetException("reset", 1));

        assertThat(activity.resets).isEqualTo(1);
        channel.checkException();
    }

    @Test
    void otherMessages_areRefused() {
        assertThat(channel.write("text").cause()).isInstanceOf(UnsupportedOperationException.class);
    }

    private void setWritable(boolean writable) {
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, writable);
        channel.runPendingTasks();
    }

    private static ByteBuf bytes(int count) {
        return Unpooled.directBuffer(count).writeZero(count);
    }

    /** Takes writes as a QUIC stream does: at once, or not at all for a while. */
    private static final class Quic extends ChannelOutboundHandlerAdapter {
        private record Held(ByteBuf data, ChannelPromise promise) {}

        private final List<ByteBuf> taken = new ArrayList<>();
        private final List<Held> waiting = new ArrayList<>();
        private boolean blocked;
        private int fins;

        @Override
        public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
            if (msg instanceof QuicStreamFrame frame && frame.hasFin()) {
                fins++;
                return;
            }
            ByteBuf data = (ByteBuf) msg;
            taken.add(data);
            if (blocked) {
                waiting.add(new Held(data, promise));
            } else {
                promise.setSuccess();
            }
        }

        void unblock() {
            blocked = false;
            waiting.forEach(held -> held.promise.setSuccess());
            waiting.clear();
        }

        void failWaiting() {
            waiting.forEach(held -> held.promise.setFailure(new IllegalStateException("closed")));
            waiting.clear();
        }

        List<Integer> sizes() {
            return taken.stream().map(ByteBuf::readableBytes).toList();
        }

        void release() {
            taken.forEach(ByteBuf::release);
        }
    }

    private static final class Activity implements StreamActivity {
        private int flushes;
        private int blocked;
        private int resets;

        @Override
        public void onRead() {}

        @Override
        public void onFlush() {
            flushes++;
        }

        @Override
        public void onBlocked() {
            blocked++;
        }

        @Override
        public void onUnblocked() {
            blocked--;
        }

        void onReset() {
            resets++;
        }
    }

    private static final class Handler extends ChannelInboundHandlerAdapter {
        private final List<Boolean> writability = new ArrayList<>();
        private int inactive;
        private int read;

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object msg) {
            read++;
            ctx.fireChannelRead(msg);
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext ctx) {
            writability.add(ctx.channel().isWritable());
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            inactive++;
        }
    }
}
