package dev.usbshare.relay;

import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** {@link RelayDialler} on Netty: TCP, TLS, HTTP/1.1, WebSocket, on the node's event loop. */
final class NettyRelayDialler implements RelayDialler {

    /** From the first packet to the relay's consent. */
    static final Duration DIAL_TIMEOUT = Duration.ofSeconds(10);

    static final Duration MEASURE_TIMEOUT = Duration.ofSeconds(5);

    private static final int MAX_RESPONSE_BYTES = 8 << 10;
    private static final int MAX_MESSAGE_BYTES = RelayFrameCodec.MAX_FRAME_BYTES + 1;

    private final EventLoop loop;
    private final RelayConfig config;
    private final HostLookups lookups;
    private final ProxyChoice proxies;
    private final Duration dialTimeout;

    NettyRelayDialler(EventLoop loop, RelayConfig config) {
        this(loop, config, HostResolver.SYSTEM, ProxyChoice.ofThisMachine(), DIAL_TIMEOUT);
    }

    NettyRelayDialler(
            EventLoop loop, RelayConfig config, HostResolver resolver, ProxyChoice proxies, Duration dialTimeout) {
        this.loop = loop;
        this.config = config;
        this.lookups = new HostLookups(loop, resolver);
        this.proxies = proxies;
        this.dialTimeout = dialTimeout;
    }

    @Override
    public Attempt dial(RelayUrl url, RelayLinkEvents events) {
        var once = new OnceClosed(events);
        RelaySocket socket = socketTo(url, pipeline -> speakRelay(pipeline, url, once), once::onClosed);
        Future<?> timeout = loop.schedule(
                () -> {
                    if (!once.isOpen()) {
                        socket.cancel();
                        once.onClosed(RelayFailure.passing("the relay takes longer than " + DIAL_TIMEOUT.toSeconds()
                                + " s to let this node in; trying again"));
                    }
                },
                dialTimeout.toMillis(),
                TimeUnit.MILLISECONDS);
        once.onSettled(() -> timeout.cancel(false));
        lookups.find(socket.host(), socket::connect, socket::fail);
        return () -> {
            once.mute();
            socket.cancel();
        };
    }

    @Override
    public Attempt measure(RelayUrl url, Consumer<@Nullable Duration> result) {
        var measurement = new RelayMeasurement(loop, result);
        RelaySocket socket =
                socketTo(url, pipeline -> speakHttp(pipeline, url, measurement), failure -> measurement.end(null));
        Future<?> timeout =
                loop.schedule(() -> measurement.end(null), MEASURE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        measurement.onEnd(() -> {
            timeout.cancel(false);
            socket.cancel();
        });
        lookups.find(socket.host(), socket::connect, socket::fail);
        return measurement::cancel;
    }

    private RelaySocket socketTo(RelayUrl url, Consumer<ChannelPipeline> handlers, Consumer<RelayFailure> failed) {
        return new RelaySocket(loop, url, proxies.proxyFor(url).orElse(null), handlers, failed);
    }

    private void encrypt(ChannelPipeline pipeline, RelayUrl url) {
        if (url.isSecure()) {
            // Verifying a chain of certificates takes longer than the loop may wait.
            pipeline.addLast(new SslHandler(
                    config.trust().tls().newEngine(pipeline.channel().alloc(), url.host(), url.port()),
                    Thread::startVirtualThread));
        }
    }

    private void speakHttp(ChannelPipeline pipeline, RelayUrl url, RelayMeasurement measurement) {
        encrypt(pipeline, url);
        pipeline.addLast(new HttpClientCodec(), new HttpObjectAggregator(MAX_RESPONSE_BYTES), measurement.handler(url));
    }

    private void speakRelay(ChannelPipeline pipeline, RelayUrl url, OnceClosed events) {
        encrypt(pipeline, url);
        var webSocket = new WebSocketClientProtocolHandler(WebSocketClientProtocolConfig.newBuilder()
                .webSocketUri(webSocketUri(url))
                .subprotocol(RelayVersion.OFFER)
                .customHeaders(credentials(url))
                .generateOriginHeader(false)
                .allowExtensions(false)
                .maxFramePayloadLength(MAX_MESSAGE_BYTES)
                .handshakeTimeoutMillis(2 * dialTimeout.toMillis())
                .forceCloseTimeoutMillis(1000)
                .build());
        pipeline.addLast(
                new HttpClientCodec(),
                new HttpObjectAggregator(MAX_RESPONSE_BYTES),
                webSocket,
                new WebSocketFrameAggregator(MAX_MESSAGE_BYTES),
                new RelayClientHandler(config.key(), webSocket, events));
    }

    private HttpHeaders credentials(RelayUrl url) {
        HttpHeaders headers = new DefaultHttpHeaders();
        String token = config.tokenFor(url);
        return token == null ? headers : headers.set(HttpHeaderNames.AUTHORIZATION, "Bearer " + token);
    }

    static URI webSocketUri(RelayUrl url) {
        return URI.create((url.isSecure() ? "wss://" : "ws://") + authority(url) + RelayVersion.PATH);
    }

    /** As an HTTP request names it. */
    static String authority(RelayUrl url) {
        String host = url.host().contains(":") ? "[" + url.host() + "]" : url.host();
        boolean usual = url.port() == (url.isSecure() ? 443 : 80);
        return usual ? host : host + ":" + url.port();
    }
}
