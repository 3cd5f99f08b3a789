package dev.usbshare.server.relay;

import dev.usbshare.relay.RelayFrameCodec;
import dev.usbshare.relay.RelayVersion;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker13;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The step from HTTP to the relay protocol.
 *
 * <p><b>Source</b>: RFC 6455 §4.2; {@code iroh-relay/src/server/http_server.rs}.
 */
final class RelayUpgrade {

    /** A frame and what WebSocket clients may put round it. */
    private static final int MESSAGE_BYTES = RelayFrameCodec.MAX_FRAME_BYTES;

    private static final String WEBSOCKET_VERSION = "13";
    private static final String BEARER = "Bearer ";

    private RelayUpgrade() {}

    /**
     * Upgrades a connection.
     *
     * @param routes the handler whose place is taken
     * @return why not
     */
    static Optional<FullHttpResponse> begin(
            RelayContext relay, ChannelHandlerContext ctx, FullHttpRequest request, ChannelHandler routes) {
        HttpHeaders headers = request.headers();
        if (!request.method().equals(HttpMethod.GET)) {
            return Optional.of(HttpAnswers.text(405, ""));
        }
        if (!headers.containsValue(HttpHeaderNames.CONNECTION, "upgrade", true)
                || !headers.containsValue(HttpHeaderNames.UPGRADE, "websocket", true)
                || !headers.contains(HttpHeaderNames.SEC_WEBSOCKET_KEY)) {
            return Optional.of(HttpAnswers.text(400, "this is for relay clients: a WebSocket is expected\n"));
        }
        if (!WEBSOCKET_VERSION.equals(headers.get(HttpHeaderNames.SEC_WEBSOCKET_VERSION))) {
            FullHttpResponse refused = HttpAnswers.text(426, "WebSocket version 13 is expected\n");
            refused.headers().set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, WEBSOCKET_VERSION);
            return Optional.of(refused);
        }
        Optional<RelayVersion> version =
                RelayVersion.best(String.join(",", headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL)));
        if (version.isEmpty()) {
            return Optional.of(
                    HttpAnswers.text(400, "this relay speaks " + RelayVersion.OFFER + ", the client none of them\n"));
        }
        handshake(relay, ctx, request, routes, version.get());
        return Optional.empty();
    }

    private static void handshake(
            RelayContext relay,
            ChannelHandlerContext ctx,
            FullHttpRequest request,
            ChannelHandler routes,
            RelayVersion version) {
        var config = WebSocketDecoderConfig.newBuilder()
                .maxFramePayloadLength(MESSAGE_BYTES)
                .allowExtensions(false)
                .withUTF8Validator(false)
                .build();
        var handshaker = new WebSocketServerHandshaker13("", version.subprotocol(), config);
        // The request may ask for less than it says it offers; only what we picked counts.
        request.headers().set(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, version.subprotocol());
        var proof = new ProofHandler(relay, version, token(request));
        ctx.pipeline().addAfter(ctx.name(), "proof", proof);
        ctx.pipeline().addAfter(ctx.name(), "messages", new WebSocketFrameAggregator(MESSAGE_BYTES));
        handshaker.handshake(ctx.channel(), request).addListener(done -> {
            if (done.isSuccess()) {
                ctx.pipeline().remove(routes);
                proof.begin(ctx.pipeline().context(proof));
            } else {
                ctx.close();
            }
        });
    }

    private static @Nullable String token(FullHttpRequest request) {
        String authorization = request.headers().get(HttpHeaderNames.AUTHORIZATION);
        if (authorization != null && authorization.startsWith(BEARER)) {
            return authorization.substring(BEARER.length()).strip();
        }
        List<String> inUrl = new QueryStringDecoder(request.uri()).parameters().get("token");
        return inUrl == null || inUrl.isEmpty() ? null : inUrl.getFirst();
    }
}
