package dev.usbshare.server.relay;

import dev.usbshare.identity.NodeId;
import dev.usbshare.relay.RelayFrame.EndpointGone;
import dev.usbshare.relay.RelayFrame.FromRelay;
import dev.usbshare.relay.RelayFrame.Health;
import dev.usbshare.relay.RelayFrame.Ping;
import dev.usbshare.relay.RelayFrame.Pong;
import dev.usbshare.relay.RelayFrame.Restarting;
import dev.usbshare.relay.RelayFrame.Status;
import dev.usbshare.relay.RelayFrameCodec;
import dev.usbshare.relay.RelayProtocolException;
import dev.usbshare.relay.RelayVersion;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.CodecException;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a node that proved its id: takes its frames, and is given those for it.
 *
 * <p>What is for a client whose queue is full is dropped, as a router does: QUIC sends it again, and nobody waits for somebody else.
 *
 * <p><b>Confinement</b>: the relay's event loop.
 */
final class RelayClient extends SimpleChannelInboundHandler<WebSocketFrame> {

    private static final String SAME_NODE = "another connection of this node's id gets what is sent to it";

    private final RelayContext relay;
    private final NodeId id;
    private final byte[] idBytes;
    private final RelayVersion version;
    private final @Nullable String token;
    private final Channel channel;
    private final Liveness liveness;
    private @Nullable Set<NodeId> sentTo;
    private boolean toFlush;
    private boolean closing;

    /** @param token what it showed to come in */
    RelayClient(RelayContext relay, NodeId id, RelayVersion version, @Nullable String token, Channel channel) {
        this.relay = relay;
        this.id = id;
        this.idBytes = id.toBytes();
        this.version = version;
        this.token = token;
        this.channel = channel;
        this.liveness = new Liveness(relay, this, channel);
    }

    NodeId id() {
        return id;
    }

    /** Other rules are in force. */
    void changed(AccessPolicy access, RelayLimits limits) {
        channel.attr(RelayPipeline.GATE).get().change(limits.bytesPerSecond());
        if (!access.admits(id, token)) {
            relay.counts().add(RelayCount.REFUSED_DENIED);
            close();
        }
    }

    /** Those that it sent something to, as far as they are remembered. */
    Set<NodeId> sentTo() {
        return sentTo == null ? Set.of() : sentTo;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext own) {
        liveness.begin();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext own, WebSocketFrame frame) {
        if (closing) {
            return;
        }
        liveness.heard();
        switch (frame) {
            case BinaryWebSocketFrame binary -> onFrame(binary);
            case PingWebSocketFrame ping -> pong(ping);
            case PongWebSocketFrame pong -> {}
            case CloseWebSocketFrame end -> close(end.retain());
            default -> cut(RelayCount.CUT_PROTOCOL, WebSocketCloseStatus.INVALID_MESSAGE_TYPE);
        }
    }

    private void pong(PingWebSocketFrame ping) {
        // One that does not read what it asks for gets no answers either.
        if (channel.isWritable()) {
            channel.writeAndFlush(new PongWebSocketFrame(ping.content().retain()));
        }
    }

    private void onFrame(BinaryWebSocketFrame message) {
        ByteBuf frame = message.content();
        if (ForwardedFrame.is(frame)) {
            forward(message);
            return;
        }
        try {
            switch (RelayFrameCodec.decodeFromClient(frame)) {
                case Ping ping -> tell(new Pong(ping.number()));
                case Pong pong -> {}
                default -> cut(RelayCount.CUT_PROTOCOL, WebSocketCloseStatus.PROTOCOL_ERROR);
            }
        } catch (RelayProtocolException e) {
            cut(RelayCount.CUT_PROTOCOL, WebSocketCloseStatus.PROTOCOL_ERROR);
        }
    }

    private void forward(BinaryWebSocketFrame message) {
        ByteBuf frame = message.content();
        int bytes = ForwardedFrame.datagramBytes(frame);
        if (bytes <= 0 || frame.readableBytes() > RelayFrameCodec.MAX_FRAME_BYTES) {
            cut(RelayCount.CUT_PROTOCOL, WebSocketCloseStatus.PROTOCOL_ERROR);
            return;
        }
        RelayClient receiver = relay.clients().active(ForwardedFrame.receiver(frame));
        if (receiver == null) {
            relay.counts().add(RelayCount.DROPPED_UNKNOWN);
            return;
        }
        if (ForwardedFrame.turned(frame, idBytes) == null) {
            cut(RelayCount.CUT_PROTOCOL, WebSocketCloseStatus.PROTOCOL_ERROR);
            return;
        }
        remember(receiver.id);
        if (receiver.take(frame)) {
            relay.counts().add(RelayCount.FRAMES);
            relay.counts().add(RelayCount.BYTES, bytes);
        }
    }

    private void remember(NodeId receiver) {
        Set<NodeId> known = sentTo;
        if (known == null) {
            known = new HashSet<>();
            sentTo = known;
        }
        if (known.size() < RelayLimits.GONE_TOLD) {
            known.add(receiver);
        }
    }

    /**
     * A frame for this client, sent with the next flush.
     *
     * @param frame borrowed; nobody changes its bytes from here on
     * @return false if it was dropped
     */
    private boolean take(ByteBuf frame) {
        int bytes = frame.readableBytes();
        if (!channel.isWritable()) {
            relay.counts().add(RelayCount.DROPPED_QUEUE);
            return false;
        }
        QueueBudget budget = relay.budget();
        if (budget.waiting() + bytes > relay.rules().limits().queuesBytes()) {
            relay.counts().add(RelayCount.DROPPED_MEMORY);
            return false;
        }
        budget.add(bytes);
        channel.write(new BinaryWebSocketFrame(frame.retain())).addListener(written -> budget.remove(bytes));
        if (!toFlush) {
            toFlush = true;
            relay.clients().toFlush(this);
        }
        return true;
    }

    void flush() {
        toFlush = false;
        channel.flush();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext own) {
        relay.clients().flush();
        own.fireChannelReadComplete();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext own) {
        liveness.writable(own.channel().isWritable());
        own.fireChannelWritabilityChanged();
    }

    /** Tells it something of the relay, as far as its version has words for it and it listens. */
    void tell(FromRelay frame) {
        FromRelay told = inItsVersion(frame);
        if (told != null && channel.isWritable()) {
            channel.writeAndFlush(new BinaryWebSocketFrame(RelayFrameCodec.encodeFromRelay(told, channel.alloc())));
        }
    }

    private @Nullable FromRelay inItsVersion(FromRelay frame) {
        return switch (frame) {
            case Status status
            when version == RelayVersion.V1 ->
                status.code() == Status.SAME_NODE_CONNECTED ? new Health(SAME_NODE) : null;
            case Ping ping -> ping;
            case Pong pong -> pong;
            case Restarting restarting -> restarting;
            case EndpointGone gone -> gone;
            default -> frame;
        };
    }

    /** Says goodbye and closes; counted. */
    void cut(RelayCount why, WebSocketCloseStatus status) {
        relay.counts().add(why);
        close(status);
    }

    void close() {
        close(WebSocketCloseStatus.POLICY_VIOLATION);
    }

    /** The goodbye is sent if there is room for it. */
    void close(WebSocketCloseStatus status) {
        if (!closing) {
            close(new CloseWebSocketFrame(status));
        }
    }

    /** Nothing more is read, nor done of what was read. */
    private void close(CloseWebSocketFrame goodbye) {
        closing = true;
        RateGate gate = channel.attr(RelayPipeline.GATE).get();
        if (gate != null) {
            gate.shut();
        }
        channel.config().setAutoRead(false);
        channel.writeAndFlush(goodbye).addListener(ChannelFutureListener.CLOSE);
        channel.eventLoop().schedule(() -> channel.close(), RelayLimits.GOODBYE.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelInactive(ChannelHandlerContext own) {
        liveness.end();
        relay.clients().remove(this);
        relay.clients().flush();
        own.fireChannelInactive();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext own, Object event) {
        if (event == PipelineEvent.PAUSED_FIRST) {
            tell(new Status(Status.RATE_LIMITED));
        }
        own.fireUserEventTriggered(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext own, Throwable cause) {
        if (cause instanceof CodecException) {
            relay.counts().add(RelayCount.CUT_PROTOCOL);
        }
        own.close();
    }
}
