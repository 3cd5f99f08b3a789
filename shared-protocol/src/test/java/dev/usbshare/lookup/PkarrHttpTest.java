package dev.usbshare.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.usbshare.identity.NodeKey;
import dev.usbshare.relay.RelayUrl;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PkarrHttpTest {

    private static final NodeKey KEY = NodeKey.generate();
    private static final NodeAddresses ADDRESSES =
            new NodeAddresses(List.of(), List.of(new RelayUrl("https://relay.example/")));
    private static final PkarrPacket PACKET = PkarrPacket.sign(KEY, 1_700_000_000_000_000L, ADDRESSES);

    private final Map<String, byte[]> kept = new ConcurrentHashMap<>();
    private int status = 200;
    private HttpServer server;
    private PkarrHttp http;
    private PkarrServer place;

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/pkarr/", this::answer);
        server.start();
        http = new PkarrHttp(SSLContext.getDefault());
        place = new PkarrServer("http://127.0.0.1:" + server.getAddress().getPort() + "/pkarr");
    }

    @AfterEach
    void stop() {
        http.close();
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String name = exchange.getRequestURI().getPath().substring("/pkarr/".length());
        byte[] body = exchange.getRequestBody().readAllBytes();
        if (exchange.getRequestMethod().equals("PUT")) {
            kept.put(name, body);
            exchange.sendResponseHeaders(status == 200 ? 204 : status, -1);
        } else if (kept.containsKey(name)) {
            byte[] packet = kept.get(name);
            exchange.sendResponseHeaders(status, packet.length == 0 ? -1 : packet.length);
            exchange.getResponseBody().write(packet);
        } else {
            exchange.sendResponseHeaders(404, -1);
        }
        exchange.close();
    }

    private List<NodeAddresses> found(NodeLookup lookup) throws Exception {
        var found = new ArrayList<NodeAddresses>();
        var done = new CompletableFuture<Void>();
        lookup.find(KEY.id(), found::add, () -> done.complete(null));
        done.get(20, TimeUnit.SECONDS);
        return found;
    }

    private List<NodeAddresses> found() throws Exception {
        return found(new PkarrLookup(http, List.of(place)));
    }

    @Test
    void whatWasPut_isFound() throws Exception {
        http.put(place, PACKET).get(20, TimeUnit.SECONDS);

        assertThat(kept).containsOnlyKeys(Z32.of(KEY.id()));
        assertThat(kept.get(Z32.of(KEY.id()))).isEqualTo(PACKET.payload());
        assertThat(found()).containsExactly(ADDRESSES);
    }

    @Test
    void nodeThatNobodyKnows_isNotFound() throws Exception {
        assertThat(found()).isEmpty();
    }

    @Test
    void packetOfAnother_orNone_orATooLongOne_isNotBelieved() throws Exception {
        PkarrPacket another = PkarrPacket.sign(NodeKey.generate(), 1, ADDRESSES);
        for (byte[] lie : List.of(another.payload(), new byte[0], new byte[100_000])) {
            kept.put(Z32.of(KEY.id()), lie);

            assertThat(found()).isEmpty();
        }
    }

    @Test
    void refusal_saysItsStatus() {
        status = 429;

        CompletableFuture<Void> refused = http.put(place, PACKET);

        assertThat(refused)
                .failsWithin(20, TimeUnit.SECONDS)
                .withThrowableThat()
                .withMessageContaining("HTTP status 429");
    }

    @Test
    void serverThatIsNotThere_doesNotHideTheOne_thatIs() throws Exception {
        http.put(place, PACKET).get(20, TimeUnit.SECONDS);
        // Port 9, discard: nobody listens.
        var gone = new PkarrServer("http://127.0.0.1:9/pkarr");

        assertThat(found(new AllLookups(
                        List.of(new PkarrLookup(http, List.of(gone)), new PkarrLookup(http, List.of(gone, place))))))
                .containsExactly(ADDRESSES);
    }

    @Test
    void closed_failsAtOnce() {
        http.close();

        assertThat(http.put(place, PACKET)).isCompletedExceptionally();
    }

    @Test
    void nobodyToAsk_isDoneAtOnce() throws Exception {
        assertThat(found(new AllLookups(List.of()))).isEmpty();
        assertThat(found(new PkarrLookup(http, List.of()))).isEmpty();
    }
}
