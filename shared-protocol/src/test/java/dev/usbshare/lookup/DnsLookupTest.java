package dev.usbshare.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.identity.NodeKey;
import dev.usbshare.quic.NodeEventLoop;
import dev.usbshare.relay.RelayUrl;
import io.netty.resolver.dns.SingletonDnsServerAddressStreamProvider;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DnsLookupTest {

    private static final NodeKey KEY = NodeKey.generate();
    private static final String DOMAIN = "nodes.example";

    private DatagramSocket socket;
    private NodeEventLoop loop;
    private volatile Function<byte[], byte[]> server = query -> failure(query, 3);

    @BeforeEach
    void start() throws Exception {
        socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        loop = NodeEventLoop.open("dns-test");
        Thread.ofPlatform().daemon().start(this::serve);
    }

    @AfterEach
    void stop() {
        loop.close();
        socket.close();
    }

    private void serve() {
        var packet = new DatagramPacket(new byte[2048], 2048);
        try {
            while (true) {
                socket.receive(packet);
                byte[] answer = server.apply(Arrays.copyOf(packet.getData(), packet.getLength()));
                socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            }
        } catch (SocketException e) {
            // Closed.
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The end of a query's one question. */
    private static int questionEnd(byte[] query) {
        int at = 12;
        while (query[at] != 0) {
            at += 1 + query[at];
        }
        return at + 5;
    }

    private static byte[] failure(byte[] query, int code) {
        byte[] answer = Arrays.copyOf(query, questionEnd(query));
        ByteBuffer.wrap(answer)
                .putShort(2, (short) (0x8180 | code))
                .putShort(6, (short) 0)
                .putInt(8, 0);
        return answer;
    }

    /** As authoritative servers answer: the question, and the records of its name. */
    private static byte[] answer(byte[] query, List<String> texts) {
        int end = questionEnd(query);
        var out = ByteBuffer.allocate(4096).put(query, 0, end);
        out.putShort(2, (short) 0x8180).putShort(6, (short) texts.size()).putInt(8, 0);
        for (String text : texts) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            out.putShort((short) 0xc00c)
                    .putShort((short) 16)
                    .putShort((short) 1)
                    .putInt(30);
            out.putShort((short) (bytes.length + 1)).put((byte) bytes.length).put(bytes);
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    private List<NodeAddresses> find() throws Exception {
        var found = new ArrayList<NodeAddresses>();
        var done = new CompletableFuture<Void>();
        try (var lookup = new DnsLookup(
                loop.loop(), List.of(DOMAIN), new SingletonDnsServerAddressStreamProvider((InetSocketAddress)
                        socket.getLocalSocketAddress()))) {
            lookup.find(KEY.id(), found::add, () -> done.complete(null));
            done.get(30, TimeUnit.SECONDS);
        }
        return found;
    }

    @Test
    void records_tellTheAddresses() throws Exception {
        var asked = new ArrayList<String>();
        server = query -> {
            asked.add(new String(query, 12, questionEnd(query) - 12, StandardCharsets.US_ASCII));
            return answer(query, List.of("relay=https://relay.example./", "addr=192.0.2.7:7490", "other=1"));
        };

        assertThat(find())
                .containsExactly(new NodeAddresses(
                        List.of(new InetSocketAddress("192.0.2.7", 7490)),
                        List.of(new RelayUrl("https://relay.example./"))));
        assertThat(asked).singleElement().asString().contains("_iroh", Z32.of(KEY.id()), "nodes", "example");
    }

    @Test
    void noSuchName_isNotFound() throws Exception {
        assertThat(find()).isEmpty();
    }

    @Test
    void garbage_isNotFound() throws Exception {
        server = query -> {
            byte[] answer = answer(query, List.of("relay=https://relay.example./"));
            // A character string that says to be longer than its record.
            answer[questionEnd(query) + 12] = (byte) 255;
            return answer;
        };
        // What is there of it is read.
        assertThat(find()).hasSize(1);
        server = query -> answer(query, List.of("addr=x", "nonsense"));

        assertThat(find()).isEmpty();
    }
}
