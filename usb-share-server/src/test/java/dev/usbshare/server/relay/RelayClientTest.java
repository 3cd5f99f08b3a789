package dev.usbshare.server.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.identity.NodeKey;
import dev.usbshare.relay.RelayFrame.Datagrams;
import dev.usbshare.relay.RelayFrame.FromClient;
import dev.usbshare.relay.RelayFrame.FromRelay;
import dev.usbshare.relay.RelayFrame.Ping;
import dev.usbshare.relay.RelayFrame.Pong;
import dev.usbshare.relay.RelayFrameCodec;
import dev.usbshare.relay.RelayVersion;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One connection of a node inside the relay, in time of the test's making. */
class RelayClientTest {

    private static final Duration SILENCE = RelayLimits.SILENCE.plus(RelayLimits.SILENCE_JITTER_MAX);
    private static final int RANDOM_FRAMES = 20_000;

    private final NodeKey key = NodeKey.generate();
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final RelayContext relay = RelayContext.of(
            channel.eventLoop(),
            Clock.systemUTC(),
            new Random(1),
            new RelaySetup(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    null,
                    null,
                    false,
                    AccessPolicy.OPEN,
                    RelayLimits.DEFAULT,
                    "test"),
            new RecordStore(Clock.systemUTC(), 1));

    @BeforeEach
    void enter() {
        channel.freezeTime();
        enter(channel, key);
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    private void enter(EmbeddedChannel at, NodeKey as) {
        var client = new RelayClient(relay, as.id(), RelayVersion.V2, null, at);
        at.pipeline().addLast(client);
        relay.clients().add(client);
    }

    private void pass(Duration time) {
        channel.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
        channel.runScheduledPendingTasks();
    }

    private void hear(FromClient frame) {
        channel.writeInbound(new BinaryWebSocketFrame(RelayFrameCodec.encodeFromClient(frame, channel.alloc())));
    }

    /** What was sent, without datagrams' contents; the goodbye of WebSocket left out. */
    private static List<FromRelay> sent(EmbeddedChannel by) {
        var frames = new ArrayList<FromRelay>();
        for (Object out = by.readOutbound(); out != null; out = by.readOutbound()) {
            if (out instanceof BinaryWebSocketFrame message) {
                FromRelay frame = RelayFrameCodec.decodeFromRelay(message.content(), RelayVersion.V2);
                frame.release();
                frames.add(frame);
            }
            ReferenceCountUtil.release(out);
        }
        return frames;
    }

    @Test
    void silentNode_isAsked_andCutOffIfItDoesNotAnswer() {
        pass(SILENCE);
        assertThat(sent(channel)).singleElement().isInstanceOf(Ping.class);

        pass(RelayLimits.PONG);

        CloseWebSocketFrame end = channel.readOutbound();
        assertThat(end).isNotNull();
        end.release();
        assertThat(channel.isOpen()).isFalse();
        assertThat(relay.counts().of(RelayCount.CUT_SILENT)).isOne();
        assertThat(relay.clients().size()).isZero();
    }

    @Test
    void nodeThatAnswers_stays() {
        for (int i = 0; i < 5; i++) {
            pass(SILENCE);
            assertThat(sent(channel))
                    .singleElement()
                    .isInstanceOfSatisfying(Ping.class, ping -> hear(new Pong(ping.number())));
            pass(RelayLimits.PONG);
        }

        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void nodeThatIsMadeToWait_isNotTakenForSilent() {
        channel.config().setAutoRead(false);

        pass(SILENCE.multipliedBy(5));

        assertThat(sent(channel)).isEmpty();
        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void nodeThatTakesNothing_isCutOff() {
        channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(10, 20));
        ByteBuf waiting = Unpooled.wrappedBuffer(new byte[100]);
        channel.write(waiting);
        assertThat(channel.isWritable()).isFalse();

        pass(RelayLimits.STUCK);

        assertThat(channel.isOpen()).isFalse();
        assertThat(relay.counts().of(RelayCount.CUT_STUCK)).isOne();
    }

    @Test
    void webSocketPing_isAnswered_unlessItsSenderDoesNotRead() {
        channel.writeInbound(new PingWebSocketFrame());
        assertThat(channel.<Object>readOutbound()).isInstanceOf(PongWebSocketFrame.class);
        channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(10, 20));
        channel.write(Unpooled.wrappedBuffer(new byte[100]));

        channel.writeInbound(new PingWebSocketFrame());
        ReferenceCountUtil.release(channel.readOutbound());

        assertThat(channel.<Object>readOutbound()).isNull();
    }

    @Test
    void httpAnswers_doNotPileUp_forOneThatDoesNotRead() {
        var http = new EmbeddedChannel(new HttpRoutes(relay));
        http.config().setWriteBufferWaterMark(new WriteBufferWaterMark(10, 20));
        http.writeInbound(new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/ping"));
        assertThat(http.isOpen()).isTrue();
        http.write(Unpooled.wrappedBuffer(new byte[100]));

        http.writeInbound(new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/ping"));

        assertThat(http.isOpen()).isFalse();
        http.releaseOutbound();
    }

    @Test
    void nodeThatIsCutOff_isNotHeardAgain() {
        var unwritten = new ChannelOutboundHandlerAdapter() {
            @Override
            public void write(ChannelHandlerContext own, Object message, ChannelPromise promise) {
                ReferenceCountUtil.release(message);
            }
        };
        var gate = new RateGate(relay.counts(), new ByteBucket(1000, () -> 0));
        channel.pipeline().addFirst(unwritten);
        channel.pipeline().addFirst(gate);
        channel.attr(RelayPipeline.GATE).set(gate);
        Objects.requireNonNull(relay.clients().active(key.id()))
                .cut(RelayCount.CUT_PROTOCOL, WebSocketCloseStatus.PROTOCOL_ERROR);

        channel.writeInbound(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(new byte[] {99})));

        assertThat(relay.counts().of(RelayCount.CUT_PROTOCOL)).as("once").isOne();
        assertThat(channel.config().isAutoRead()).isFalse();
        pass(RelayLimits.GOODBYE);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void nodeThatTakesAgainInTime_stays() {
        channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(10, 20));
        channel.write(Unpooled.wrappedBuffer(new byte[100]));
        pass(RelayLimits.STUCK.dividedBy(2));

        channel.flush();
        pass(RelayLimits.STUCK);

        assertThat(relay.counts().of(RelayCount.CUT_STUCK)).isZero();
    }

    @Test
    void anyBytes_endOnlyTheirSendersConnection() {
        var random = new Random(7);
        NodeKey other = NodeKey.generate();
        var receiver = new EmbeddedChannel();
        enter(receiver, other);
        for (int i = 0; i < RANDOM_FRAMES; i++) {
            var sender = new EmbeddedChannel();
            NodeKey as = i % 1000 == 0 ? NodeKey.generate() : key;
            sender.pipeline().addLast(new RelayClient(relay, as.id(), RelayVersion.V2, null, sender));
            sender.writeInbound(new BinaryWebSocketFrame(frame(random, other)));
            sender.finishAndReleaseAll();
        }

        assertThat(receiver.isOpen()).isTrue();
        assertThat(sent(receiver))
                .as("whatever was passed on is understood, and comes from who sent it")
                .isNotEmpty()
                .allSatisfy(frame -> assertThat(frame).isInstanceOf(Datagrams.class));
        assertThat(relay.counts().of(RelayCount.CUT_PROTOCOL)).isPositive();
        receiver.finishAndReleaseAll();
    }

    /** Mostly one that could be for the other node, of any length, with anything changed. */
    private static ByteBuf frame(Random random, NodeKey to) {
        byte[] bytes = new byte[random.nextInt(60)];
        random.nextBytes(bytes);
        if (bytes.length > 0 && random.nextInt(10) > 0) {
            bytes[0] = (byte) (random.nextInt(4) == 0 ? random.nextInt(16) : 4 + random.nextInt(2));
        }
        byte[] id = to.id().toBytes();
        System.arraycopy(id, 0, bytes, Math.min(1, bytes.length), Math.max(0, Math.min(id.length, bytes.length - 1)));
        return Unpooled.wrappedBuffer(bytes);
    }
}
