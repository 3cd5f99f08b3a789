package dev.usbshare.server.relay;

import dev.usbshare.relay.RelayFrame.ClientAuth;
import dev.usbshare.relay.RelayFrame.FromClient;
import dev.usbshare.relay.RelayFrame.FromRelay;
import dev.usbshare.relay.RelayFrame.ServerChallenge;
import dev.usbshare.relay.RelayFrame.ServerConfirmsAuth;
import dev.usbshare.relay.RelayFrame.ServerDeniesAuth;
import dev.usbshare.relay.RelayFrameCodec;
import dev.usbshare.relay.RelayHandshake;
import dev.usbshare.relay.RelayProtocolException;
import dev.usbshare.relay.RelayVersion;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import org.jspecify.annotations.Nullable;

/** Has a client prove its id, asks whether it may come in, and gives its place to a {@link RelayClient}. Confined to the relay's event loop. */
final class ProofHandler extends SimpleChannelInboundHandler<WebSocketFrame> {

    private static final String WRONG = "the proof of the node id is wrong";
    private static final String DENIED = "this node may not use this relay: ask its operator";

    private final RelayContext relay;
    private final RelayVersion version;
    private final @Nullable String token;
    private final ServerChallenge challenge;

    ProofHandler(RelayContext relay, RelayVersion version, @Nullable String token) {
        this.relay = relay;
        this.version = version;
        this.token = token;
        this.challenge = RelayHandshake.challenge(relay.random());
    }

    /** The upgrade to WebSocket is through. */
    void begin(ChannelHandlerContext ctx) {
        send(ctx, challenge);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame message) {
        if (!(message instanceof BinaryWebSocketFrame)) {
            ctx.close();
            return;
        }
        ClientAuth answer;
        try {
            FromClient frame = RelayFrameCodec.decodeFromClient(message.content());
            if (!(frame instanceof ClientAuth given)) {
                frame.release();
                refuse(ctx, RelayCount.REFUSED_PROOF, WRONG);
                return;
            }
            answer = given;
        } catch (RelayProtocolException e) {
            refuse(ctx, RelayCount.REFUSED_PROOF, WRONG);
            return;
        }
        if (!RelayHandshake.isGenuine(challenge, answer)) {
            refuse(ctx, RelayCount.REFUSED_PROOF, WRONG);
        } else if (!relay.rules().access().admits(answer.id(), token)) {
            refuse(ctx, RelayCount.REFUSED_DENIED, DENIED);
        } else {
            admit(ctx, answer);
        }
    }

    private void admit(ChannelHandlerContext ctx, ClientAuth answer) {
        send(ctx, new ServerConfirmsAuth());
        var client = new RelayClient(relay, answer.id(), version, token, ctx.channel());
        ctx.pipeline().replace(this, "client", client);
        ctx.pipeline().fireUserEventTriggered(PipelineEvent.ESTABLISHED);
        relay.clients().add(client);
    }

    private void refuse(ChannelHandlerContext ctx, RelayCount why, String reason) {
        relay.counts().add(why);
        ctx.channel().config().setAutoRead(false);
        send(ctx, new ServerDeniesAuth(reason)).addListener(ChannelFutureListener.CLOSE);
    }

    private static ChannelFuture send(ChannelHandlerContext ctx, FromRelay frame) {
        return ctx.writeAndFlush(new BinaryWebSocketFrame(RelayFrameCodec.encodeFromRelay(frame, ctx.alloc())));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
