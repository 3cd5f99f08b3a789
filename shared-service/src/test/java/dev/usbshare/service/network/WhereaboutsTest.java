package dev.usbshare.service.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.usbshare.identity.NodeKey;
import dev.usbshare.lookup.NodeAddresses;
import dev.usbshare.lookup.PkarrServer;
import dev.usbshare.quic.NodeEventLoop;
import dev.usbshare.relay.RelayUrl;
import dev.usbshare.service.StateDirectory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server tells, and a client finds, with a lookup server on loopback between them. */
class WhereaboutsTest {

    private static final NodeKey KEY = NodeKey.generate();
    private static final RelayUrl HOME = new RelayUrl("https://relay.example/");
    private static final InetSocketAddress OWN = new InetSocketAddress("192.0.2.7", 7490);

    @TempDir
    Path directory;

    private final Map<String, byte[]> kept = new ConcurrentHashMap<>();
    private final NodeEventLoop loop = NodeEventLoop.open("whereabouts-test");
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/pkarr/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        loop.close();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String name = exchange.getRequestURI().getPath();
        byte[] packet = kept.get(name);
        if (exchange.getRequestMethod().equals("PUT")) {
            kept.put(name, exchange.getRequestBody().readAllBytes());
            exchange.sendResponseHeaders(204, -1);
        } else if (packet == null) {
            exchange.sendResponseHeaders(404, -1);
        } else {
            exchange.sendResponseHeaders(200, packet.length);
            exchange.getResponseBody().write(packet);
        }
        exchange.close();
    }

    private NetworkProperties network(boolean offline, boolean publishAddresses) {
        var lookup = new PkarrServer("http://127.0.0.1:" + server.getAddress().getPort() + "/pkarr");
        return new NetworkProperties(
                offline,
                false,
                List.of(),
                List.of(lookup),
                List.of(),
                List.of(),
                false,
                publishAddresses,
                false,
                null,
                null);
    }

    private List<NodeAddresses> found(NetworkProperties network) throws Exception {
        var found = new ArrayList<NodeAddresses>();
        var done = new CompletableFuture<Void>();
        try (var lookups = Lookups.open(network, loop.loop())) {
            lookups.all().find(KEY.id(), found::add, () -> done.complete(null));
            done.get(30, TimeUnit.SECONDS);
        }
        return found;
    }

    private Whereabouts told(NetworkProperties network) {
        var whereabouts = Whereabouts.open(network, KEY, "server", new StateDirectory(directory));
        whereabouts.changed(new NodeAddresses(List.of(OWN), List.of(HOME)));
        return whereabouts;
    }

    @Test
    void relay_isFound_butNoAddress() throws Exception {
        NetworkProperties network = network(false, false);
        try (var whereabouts = told(network)) {
            await().atMost(Duration.ofSeconds(20)).until(() -> !kept.isEmpty());

            assertThat(found(network)).containsExactly(new NodeAddresses(List.of(), List.of(HOME)));
            assertThat(whereabouts.relays()).containsExactly(HOME);
            assertThat(directory.resolve("pkarr.timestamp")).exists();
        }
    }

    @Test
    void addresses_areFound_ifTheSettingsSaySo() throws Exception {
        NetworkProperties network = network(false, true);
        try (var whereabouts = told(network)) {
            await().atMost(Duration.ofSeconds(20)).until(() -> !kept.isEmpty());

            assertThat(found(network)).containsExactly(new NodeAddresses(List.of(OWN), List.of(HOME)));
            assertThat(whereabouts.relays()).containsExactly(HOME);
        }
    }

    @Test
    void offline_nobodyIsAsked_orTold() throws Exception {
        NetworkProperties network = network(true, true);
        try (var whereabouts = told(network)) {
            assertThat(found(network)).isEmpty();
            assertThat(whereabouts.relays()).containsExactly(HOME);
        }
        assertThat(kept).isEmpty();
        assertThat(directory).isEmptyDirectory();
    }
}
