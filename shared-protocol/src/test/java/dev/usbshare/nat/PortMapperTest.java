package dev.usbshare.nat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.usbshare.nat.PortProtocol.Mapping;
import dev.usbshare.quic.ManualEventExecutor;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each protocol over real sockets on loopback, with a router of the test's making. */
class PortMapperTest {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final InetSocketAddress OUTSIDE = new InetSocketAddress("203.0.113.9", 40_000);
    private static final int PORT = 7490;

    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<byte[]> asked = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    /** A server that answers each datagram, or not with an empty one. */
    private InetSocketAddress router(Function<byte[], byte[]> answers) throws SocketException {
        var socket = new DatagramSocket(0, LOOPBACK);
        open.add(socket);
        Thread.ofPlatform().daemon().start(() -> {
            var packet = new DatagramPacket(new byte[2048], 2048);
            try {
                while (true) {
                    socket.receive(packet);
                    byte[] question = Arrays.copyOf(packet.getData(), packet.getLength());
                    asked.add(question);
                    byte[] answer = answers.apply(question);
                    if (answer.length > 0) {
                        socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                    }
                    packet.setLength(2048);
                }
            } catch (IOException e) {
                // Closed.
            }
        });
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    private static byte[] pcpAnswer(byte[] question, int result) {
        var answer = ByteBuffer.wrap(question.clone());
        answer.put(1, (byte) 0x81).put(3, (byte) result).putInt(4, 1800).putInt(8, 12_345);
        answer.putShort(42, (short) OUTSIDE.getPort());
        answer.position(44);
        answer.put(new byte[10])
                .putShort((short) 0xffff)
                .put(OUTSIDE.getAddress().getAddress());
        return answer.array();
    }

    @Test
    void pcp_mapsAndTakesBack() throws Exception {
        var pcp = new Pcp(router(question -> pcpAnswer(question, 0)), new SecureRandom());

        Mapping mapping = pcp.map(PORT, PORT);
        pcp.unmap(PORT, mapping);

        assertThat(mapping).isEqualTo(new Mapping(OUTSIDE, Duration.ofMinutes(30)));
        var question = ByteBuffer.wrap(asked.getFirst());
        assertThat(question.remaining()).isEqualTo(60);
        assertThat(question.getInt(0)).as("version 2, MAP").isEqualTo(0x0201_0000);
        assertThat(question.getInt(4)).as("lifetime").isEqualTo(3600);
        assertThat(question.getInt(20)).as("own address").isEqualTo(0x7f00_0001);
        assertThat(question.get(36)).as("UDP").isEqualTo((byte) 17);
        assertThat(question.getInt(40)).isEqualTo(PORT << 16 | PORT);
        assertThat(ByteBuffer.wrap(asked.getLast()).getInt(4)).as("lifetime").isZero();
    }

    @Test
    void pcp_refusedOrOlder_isAFailure() throws Exception {
        var refusing = new Pcp(router(question -> pcpAnswer(question, 2)), new SecureRandom());
        var older = new Pcp(router(question -> new byte[] {0, (byte) 0x81, 0, 1, 0, 0, 0, 0}), new SecureRandom());

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> refusing.map(PORT, PORT))
                .withMessageContaining("result 2");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> older.map(PORT, PORT))
                .withMessageContaining("PCP version 0");
    }

    @Test
    void pcp_answerWithAnotherNonce_isPassedOver() throws Exception {
        var pcp = new Pcp(
                router(question -> {
                    byte[] answer = pcpAnswer(question, 0);
                    answer[24] ^= 1;
                    return answer;
                }),
                new SecureRandom());

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> pcp.map(PORT, PORT))
                .withMessageContaining("no answer");
        assertThat(asked).hasSize(4);
    }

    private static byte[] natPmpAnswer(byte[] question) {
        return question[1] == 0
                ? ByteBuffer.allocate(12)
                        .putInt(0x0080_0000)
                        .putInt(1)
                        .put(OUTSIDE.getAddress().getAddress())
                        .array()
                : ByteBuffer.allocate(16)
                        .putInt(0x0081_0000)
                        .putInt(1)
                        .putShort((short) PORT)
                        .putShort((short) OUTSIDE.getPort())
                        .putInt(1800)
                        .array();
    }

    @Test
    void natPmp_maps_evenIfTheFirstQuestionIsLost() throws Exception {
        var natPmp = new NatPmp(router(question -> asked.size() == 1 ? new byte[0] : natPmpAnswer(question)));

        assertThat(natPmp.map(PORT, PORT)).isEqualTo(new Mapping(OUTSIDE, Duration.ofMinutes(30)));
        assertThat(asked).hasSize(3);
        assertThat(asked.getLast())
                .isEqualTo(ByteBuffer.allocate(12)
                        .putInt(0x0001_0000)
                        .putInt(PORT << 16 | PORT)
                        .putInt(3600)
                        .array());
    }

    @Test
    void natPmp_refused_isAFailure() throws Exception {
        var natPmp = new NatPmp(router(question -> new byte[] {0, (byte) 0x80, 0, 3, 0, 0, 0, 0}));

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> natPmp.map(PORT, PORT))
                .withMessageContaining("result 3");
    }

    /** A gateway device that knows one service, and answers what it is asked as a function says. */
    private InetSocketAddress gateway(String controlUrl, Function<String, String> answers) throws Exception {
        HttpServer http = HttpServer.create(new InetSocketAddress(LOOPBACK, 0), 0);
        open.add(() -> http.stop(0));
        http.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            if (path.equals("/root.xml")) {
                answer(exchange, 200, """
                        <?xml version="1.0"?><root xmlns="urn:schemas-upnp-org:device-1-0"><device><serviceList><service>
                        <serviceType>urn:schemas-upnp-org:service:WANIPConnection:1</serviceType>
                        <controlURL>%s</controlURL></service></serviceList></device></root>""".formatted(controlUrl));
            } else {
                String action = exchange.getRequestHeaders().getFirst("SOAPAction");
                String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                asked.add((action + body).getBytes(StandardCharsets.UTF_8));
                String answer = answers.apply(action + body);
                answer(exchange, answer.contains("errorCode") ? 500 : 200, "<e>" + answer + "</e>");
            }
        });
        http.start();
        String location = "http://127.0.0.1:" + http.getAddress().getPort() + "/root.xml";
        var ssdp = new DatagramSocket(0, LOOPBACK);
        open.add(ssdp);
        Thread.ofPlatform().daemon().start(() -> {
            try {
                var packet = new DatagramPacket(new byte[2048], 2048);
                while (true) {
                    ssdp.receive(packet);
                    byte[] found = ("HTTP/1.1 200 OK\r\nLOCATION: " + location + "\r\nST: x\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII);
                    ssdp.send(new DatagramPacket(found, found.length, packet.getSocketAddress()));
                }
            } catch (IOException e) {
                // Closed.
            }
        });
        return (InetSocketAddress) ssdp.getLocalSocketAddress();
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static final String TELLS_ADDRESS = "<NewExternalIPAddress>203.0.113.9</NewExternalIPAddress>";

    @Test
    void upnp_mapsAndTakesBack() throws Exception {
        var upnp = new Upnp(gateway("/ctl", question -> question.contains("#Get") ? TELLS_ADDRESS : ""));

        Mapping mapping = upnp.map(PORT, 40_000);
        upnp.unmap(PORT, mapping);

        assertThat(mapping).isEqualTo(new Mapping(OUTSIDE, PortProtocol.LIFETIME));
        assertThat(asked).hasSize(3);
        assertThat(new String(asked.get(1), StandardCharsets.UTF_8))
                .contains(
                        "#AddPortMapping",
                        "<NewExternalPort>40000<",
                        "<NewProtocol>UDP<",
                        "<NewInternalPort>7490<",
                        "<NewInternalClient>127.0.0.1<",
                        "<NewLeaseDuration>3600<");
        assertThat(new String(asked.get(2), StandardCharsets.UTF_8))
                .contains("#DeletePortMapping", "<NewExternalPort>40000<");
    }

    @Test
    void upnp_routerThatKnowsPermanentLeasesOnly_getsOne() throws Exception {
        var upnp = new Upnp(gateway("/ctl", question -> {
            if (question.contains("#Get")) {
                return TELLS_ADDRESS;
            }
            return question.contains("<NewLeaseDuration>0<") ? "" : "<errorCode>725</errorCode>";
        }));

        assertThat(upnp.map(PORT, PORT).external().getAddress()).isEqualTo(OUTSIDE.getAddress());
    }

    @Test
    void upnp_refusedOrGarbage_isAFailure() throws Exception {
        var refusing = new Upnp(
                gateway("/ctl", question -> question.contains("#Get") ? TELLS_ADDRESS : "<errorCode>718</errorCode>"));
        var garbage = new Upnp(gateway("/ctl", question -> "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///'>]>"));
        var nameless =
                new Upnp(gateway("/ctl", question -> "<NewExternalIPAddress>example.org</NewExternalIPAddress>"));

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> refusing.map(PORT, PORT))
                .withMessageContaining("error 718");
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> garbage.map(PORT, PORT));
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> nameless.map(PORT, PORT))
                .withMessageContaining("no address");
    }

    @Test
    void upnp_deviceThatLeadsToAnotherMachine_isNotFollowed() throws Exception {
        var upnp = new Upnp(gateway("http://192.0.2.1/ctl", question -> TELLS_ADDRESS));

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> upnp.map(PORT, PORT))
                .withMessageContaining("forwards no ports");
        assertThat(asked).isEmpty();
    }

    @Test
    void gateway_isThatOfTheDefaultRoute() {
        List<String> routes = List.of(
                "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT",
                "eth0\t0002A8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0",
                "eth0\t00000000\t0102A8C0\t0003\t0\t0\t0\t00000000\t0\t0\t0");

        assertThat(DefaultGateway.of(routes)).contains(InetAddress.ofLiteral("192.168.2.1"));
        assertThat(DefaultGateway.of(routes.subList(0, 2))).isEmpty();
        assertThat(DefaultGateway.of(List.of("", "x y", "a 00000000 zz 0003"))).isEmpty();
    }

    /** Answers as a list says, one after the other; fails at the end of it. */
    private static final class Scripted implements PortProtocol {

        private final List<Mapping> answers;
        private final List<Integer> wanted = new ArrayList<>();
        private int taken;

        Scripted(Mapping... answers) {
            this.answers = new ArrayList<>(List.of(answers));
        }

        @Override
        public Mapping map(int port, int external) throws IOException {
            wanted.add(external);
            if (answers.isEmpty()) {
                throw new IOException("not this time");
            }
            return answers.removeFirst();
        }

        @Override
        public void unmap(int port, Mapping mapping) {
            taken++;
        }

        @Override
        public String name() {
            return "scripted";
        }
    }

    @Test
    void mapping_isRenewedAtHalfItsLife_lostOnesAreTold_andAskedForAgain() {
        var executor = new ManualEventExecutor();
        var heard = new ArrayList<Optional<InetSocketAddress>>();
        var useless = new Scripted();
        var mapping = new Mapping(OUTSIDE, Duration.ofMinutes(30));
        var router = new Scripted(mapping, mapping);
        var mapper = new PortMapper(PORT, executor, () -> List.of(useless, router), heard::add);

        mapper.begin();
        executor.advance(Duration.ofSeconds(1));
        assertThat(mapper.mapped()).contains(OUTSIDE);
        assertThat(useless.wanted).containsExactly(PORT);
        executor.advance(Duration.ofMinutes(16));
        assertThat(router.wanted).containsExactly(PORT, OUTSIDE.getPort());
        executor.advance(Duration.ofMinutes(15));

        assertThat(mapper.mapped()).isEmpty();
        assertThat(heard).containsExactly(Optional.of(OUTSIDE), Optional.empty());
        router.answers.add(mapping);
        executor.advance(PortMapper.TRY_AGAIN);
        assertThat(heard).endsWith(Optional.of(OUTSIDE)).hasSize(3);

        mapper.close();
        executor.advance(Duration.ofHours(3));
        assertThat(router.taken).isEqualTo(1);
        assertThat(router.wanted).hasSize(5);
    }
}
