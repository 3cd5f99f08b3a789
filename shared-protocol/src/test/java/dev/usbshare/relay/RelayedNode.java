package dev.usbshare.relay;

import dev.usbshare.identity.NodeId;
import dev.usbshare.identity.NodeKey;
import dev.usbshare.quic.NodeEventLoop;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A node of a test that has nothing but relays, and writes down what it hears. */
final class RelayedNode implements RelayListener, AutoCloseable {

    /** One datagram, as text. */
    record Heard(RelayUrl relay, NodeId from, String text) {}

    final NodeKey key = NodeKey.generate();
    final List<Heard> heard = new CopyOnWriteArrayList<>();
    final List<NodeId> gone = new CopyOnWriteArrayList<>();
    final List<String> homes = new CopyOnWriteArrayList<>();
    final AtomicInteger reads = new AtomicInteger();
    final RelayPool pool;
    private final NodeEventLoop loop;

    private RelayedNode(
            boolean findable, RelayTrust trust, ProxyChoice proxies, List<RelayUrl> relays, @Nullable String token) {
        loop = NodeEventLoop.open("relayed-node");
        var config = new RelayConfig(key, relays, token, findable, trust, new Random(3), InstantSource.system());
        var dialler = new NettyRelayDialler(
                loop.loop(), config, HostResolver.SYSTEM, proxies, NettyRelayDialler.DIAL_TIMEOUT);
        pool = new RelayPool(loop.loop(), config, dialler, this);
        loop.loop().execute(pool::start);
    }

    private static ProxyChoice noProxies() {
        return new ProxyChoice(null, Map.of());
    }

    static RelayedNode findable(RelayUrl... relays) throws IOException {
        return new RelayedNode(true, RelayTrust.of(null), noProxies(), List.of(relays), null);
    }

    static RelayedNode findable(RelayTrust trust, RelayUrl... relays) {
        return new RelayedNode(true, trust, noProxies(), List.of(relays), null);
    }

    static RelayedNode withToken(String token, RelayTrust trust, RelayUrl... relays) {
        return new RelayedNode(true, trust, noProxies(), List.of(relays), token);
    }

    static RelayedNode behind(ProxyChoice proxies, RelayUrl relay) throws IOException {
        return new RelayedNode(true, RelayTrust.of(null), proxies, List.of(relay), null);
    }

    static RelayedNode dialling() throws IOException {
        return new RelayedNode(false, RelayTrust.of(null), noProxies(), List.of(), null);
    }

    NodeId id() {
        return key.id();
    }

    boolean send(RelayUrl relay, NodeId to, String text) {
        return send(relay, to, text, 0);
    }

    boolean send(RelayUrl relay, NodeId to, String text, int segmentBytes) {
        return onLoop(() -> {
            ByteBuf bytes = Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
            boolean sent = pool.send(relay, to, bytes, segmentBytes);
            pool.flush();
            return sent;
        });
    }

    <T> T onLoop(Supplier<T> task) {
        return CompletableFuture.supplyAsync(task, loop.loop()).join();
    }

    List<String> texts() {
        return heard.stream().map(Heard::text).toList();
    }

    RelayStatus statusOf(RelayUrl relay) {
        return pool.status().stream()
                .filter(status -> status.url().equals(relay))
                .findFirst()
                .orElseThrow(() -> new AssertionError("not listed: " + relay));
    }

    @Override
    public void onDatagram(RelayUrl relay, NodeId from, ByteBuf datagram) {
        heard.add(new Heard(relay, from, datagram.toString(StandardCharsets.UTF_8)));
        datagram.release();
    }

    @Override
    public void onReadComplete() {
        reads.incrementAndGet();
    }

    @Override
    public void onNodeGone(RelayUrl relay, NodeId node) {
        gone.add(node);
    }

    @Override
    public void onHomeChanged(@Nullable RelayUrl home) {
        homes.add(String.valueOf(home));
    }

    @Override
    public void close() {
        pool.close();
        loop.close();
    }
}
