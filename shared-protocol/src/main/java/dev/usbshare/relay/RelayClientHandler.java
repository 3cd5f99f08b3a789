package dev.usbshare.relay;

import dev.usbshare.identity.NodeKey;
import dev.usbshare.relay.RelayFrame.FromClient;
import dev.usbshare.relay.RelayFrame.FromRelay;
import dev.usbshare.relay.RelayFrame.ServerChallenge;
import dev.usbshare.relay.RelayFrame.ServerConfirmsAuth;
import dev.usbshare.relay.RelayFrame.ServerDeniesAuth;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import org.jspecify.annotations.Nullable;

/** The last handler of a relay's connection: proves who this node is, then turns messages into frames. */
final class RelayClientHandler extends SimpleChannelInboundHandler<WebSocketFrame> implements RelayLink {

    /** A relay that makes this node answer and does not read the answers is left. */
    static final long MAX_WAITING_BYTES = 1 << 20;

    private final NodeKey key;
    private final WebSocketClientProtocolHandler webSocket;
    private final OnceClosed events;
    private @Nullable ChannelHandlerContext context;
    private @Nullable RelayVersion version;
    private boolean challenged;

    RelayClientHandler(NodeKey key, WebSocketClientProtocolHandler webSocket, OnceClosed events) {
        this.key = key;
        this.webSocket = webSocket;
        this.events = events;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
            String picked = webSocket.handshaker().actualSubprotocol();
            version = picked == null ? null : RelayVersion.of(picked).orElse(null);
            if (version == null) {
                fail(ctx, RelayFailure.lasting("it speaks no version of the relay protocol; check the URL"));
            }
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame message) {
        if (events.isClosed() || version == null) {
            return;
        }
        if (!(message instanceof BinaryWebSocketFrame)) {
            throw new RelayProtocolException("a message of text");
        }
        FromRelay frame = RelayFrameCodec.decodeFromRelay(message.content(), version);
        if (events.isOpen()) {
            events.onFrame(frame);
        } else {
            introduce(ctx, frame);
        }
    }

    private void introduce(ChannelHandlerContext ctx, FromRelay frame) {
        switch (frame) {
            case ServerChallenge challenge -> {
                if (challenged) {
                    throw new RelayProtocolException("a second challenge");
                }
                challenged = true;
                write(RelayHandshake.answer(challenge, key));
                flush();
            }
            case ServerConfirmsAuth _ -> events.onOpen(this);
            case ServerDeniesAuth denied ->
                fail(
                        ctx,
                        RelayFailure.lasting("the relay refuses this node: " + denied.reason()
                                + "; ask whoever runs it to let " + key.id() + " in"));
            default -> {
                frame.release();
                throw new RelayProtocolException("a frame before the handshake is over");
            }
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        events.onReadComplete();
        ChannelOutboundBuffer waiting = ctx.channel().unsafe().outboundBuffer();
        if (waiting != null && waiting.totalPendingWriteBytes() > MAX_WAITING_BYTES) {
            fail(ctx, RelayFailure.lasting("the relay does not read what it asks for; use another one"));
        }
        ctx.fireChannelReadComplete();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        events.onClosed(RelayFailure.passing("the relay closed the connection; trying again"));
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        fail(ctx, RelayTrouble.of(cause));
    }

    private void fail(ChannelHandlerContext ctx, RelayFailure failure) {
        events.onClosed(failure);
        ctx.channel().close();
    }

    private ChannelHandlerContext context() {
        if (context == null) {
            throw new IllegalStateException("not in a pipeline");
        }
        return context;
    }

    @Override
    public boolean isWritable() {
        return context().channel().isWritable();
    }

    @Override
    public void write(FromClient frame) {
        context()
                .write(new BinaryWebSocketFrame(
                        RelayFrameCodec.encodeFromClient(frame, context().alloc())));
    }

    @Override
    public void flush() {
        context().flush();
    }

    @Override
    public void close() {
        events.mute();
        context().channel().close();
    }
}
