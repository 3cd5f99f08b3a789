package dev.usbshare.server.relay;

import dev.usbshare.relay.RelayVersion;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.regex.Pattern;

/** Answers over HTTP, or hands over to {@link RelayUpgrade}. Confined to the relay's event loop. */
final class HttpRoutes extends SimpleChannelInboundHandler<FullHttpRequest> {

    private static final String RECORDS = "/pkarr/";
    private static final String FORWARDED = "X-Forwarded-For";
    private static final Pattern ADDRESS = Pattern.compile("[0-9a-fA-F.:]{2,45}");

    /** iroh's captive portal check. */
    private static final Pattern PORTAL_CHALLENGE = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private static final String PAGE = """
            <!DOCTYPE html><html lang="en"><title>usb-share relay</title>
            <h1>usb-share relay</h1>
            <p>Carries encrypted datagrams between nodes that cannot reach each other.</p></html>
            """;

    private final RelayContext relay;
    private final HttpRecords records;

    HttpRoutes(RelayContext relay) {
        this.relay = relay;
        this.records = new HttpRecords(relay);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
        if (!request.decoderResult().isSuccess()) {
            ctx.writeAndFlush(HttpAnswers.text(400, "malformed request\n")).addListener(ChannelFutureListener.CLOSE);
            return;
        }
        String path = request.uri().split("[?#]", 2)[0];
        if (path.equals(RelayVersion.PATH)) {
            if (relay.setup().behindProxy() && !relay.connects().take(addressOf(ctx, request))) {
                relay.counts().add(RelayCount.REFUSED_TOO_MANY);
                answer(ctx, request, HttpAnswers.text(429, "too many connections from this address\n"));
                return;
            }
            RelayUpgrade.begin(relay, ctx, request, this).ifPresent(refused -> answer(ctx, request, refused));
            return;
        }
        answer(ctx, request, answerTo(ctx, request, path));
    }

    private FullHttpResponse answerTo(ChannelHandlerContext ctx, FullHttpRequest request, String path) {
        if (path.startsWith(RECORDS)) {
            return records.answer(request, path.substring(RECORDS.length()), addressOf(ctx, request));
        }
        if (!request.method().equals(HttpMethod.GET)) {
            return HttpAnswers.text(405, "");
        }
        return switch (path) {
            case RelayVersion.PING_PATH -> HttpAnswers.open(HttpAnswers.text(200, "pong\n"));
            case "/healthz" ->
                HttpAnswers.of(
                        200,
                        "application/json",
                        "{\"status\":\"ok\",\"version\":\"" + relay.setup().version() + "\"}\n");
            case "/generate_204" -> portal(request);
            case "/robots.txt" -> HttpAnswers.text(200, "User-agent: *\nDisallow: /\n");
            case "/" -> HttpAnswers.of(200, "text/html; charset=utf-8", PAGE);
            default -> HttpAnswers.text(404, "not found\n");
        };
    }

    private static FullHttpResponse portal(FullHttpRequest request) {
        FullHttpResponse response = HttpAnswers.empty(204);
        String challenge = request.headers().get("X-Iroh-Challenge");
        if (challenge != null && PORTAL_CHALLENGE.matcher(challenge).matches()) {
            response.headers().set("X-Iroh-Response", "response " + challenge);
        }
        return response;
    }

    /** Whose request it is: what is behind the proxy, if there is one. */
    private SocketAddress addressOf(ChannelHandlerContext ctx, FullHttpRequest request) {
        SocketAddress direct = ctx.channel().remoteAddress();
        List<String> forwarded = request.headers().getAll(FORWARDED);
        if (!relay.setup().behindProxy() || forwarded.isEmpty()) {
            return direct;
        }
        // What stands before is the client's own invention.
        String[] addresses = forwarded.getLast().split(",");
        String last = addresses.length == 0 ? "" : addresses[addresses.length - 1].strip();
        if (!ADDRESS.matcher(last).matches()) {
            return direct;
        }
        try {
            return new InetSocketAddress(InetAddress.ofLiteral(last), 0);
        } catch (IllegalArgumentException e) {
            return direct;
        }
    }

    private static void answer(ChannelHandlerContext ctx, FullHttpRequest request, FullHttpResponse response) {
        if (!ctx.channel().isWritable()) {
            // One that asks and does not read the answers.
            response.release();
            ctx.close();
            return;
        }
        boolean keepAlive = HttpUtil.isKeepAlive(request);
        HttpUtil.setKeepAlive(response, keepAlive);
        ctx.pipeline().fireUserEventTriggered(PipelineEvent.SERVED);
        ChannelFuture written = ctx.writeAndFlush(response);
        if (!keepAlive) {
            written.addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close(); // the network, or TLS that is none
    }
}
