package dev.usbshare.server.relayd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.usbshare.identity.NodeKey;
import dev.usbshare.quic.NodeEventLoop;
import dev.usbshare.relay.RelayFrame.Datagrams;
import dev.usbshare.relay.RelayFrame.ServerConfirmsAuth;
import dev.usbshare.server.UsbShareRelay;
import dev.usbshare.server.relay.NodeSide;
import dev.usbshare.service.ForkedService;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Thousands of nodes at one relay, which has the memory that its launcher gives it. */
class RelayLoadTest {

    private static final int NODES = 2_000;
    private static final int TOGETHER = 200;
    private static final int PAIRS = 200;
    private static final long MAX_RESIDENT_KILOBYTES = 256 << 10;
    private static final int GREEDY_FRAMES = 640;
    private static final int GREEDY_FRAME_BYTES = 32 << 10;
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

    @TempDir
    Path directory;

    private final List<NodeSide> nodes = new ArrayList<>();

    @Test
    void twoThousandNodes_fitIntoItsMemory_andOneThatIsGreedyIsInNobodysWay() throws Exception {
        var loop = NodeEventLoop.open("test-nodes");
        try (var relay = start();
                var http = HttpClient.newHttpClient()) {
            String ready = relay.awaitReady();
            URI url = URI.create(ForkedService.detail(ready, "relay"));
            var way = NodeSide.Way.to(new InetSocketAddress(url.getHost(), url.getPort()));

            while (nodes.size() < NODES) {
                enterTogether(loop, way);
            }
            NodeSide greedy = nodes.get(0);
            NodeSide victim = nodes.get(1);
            for (int i = 0; i < GREEDY_FRAMES; i++) {
                greedy.send(new Datagrams(victim.id(), 0, 1200, Unpooled.wrappedBuffer(new byte[GREEDY_FRAME_BYTES])));
            }
            exchange(new Random(1));
            int arrived = victim.waiting();

            String metrics = metrics(http, ready);
            assertThat(metrics).contains("usbshare_relay_nodes " + NODES + ".0\n");
            assertThat(residentKilobytes(relay.pid())).isLessThan(MAX_RESIDENT_KILOBYTES);
            assertThat(arrived).as("what it may not send waits at its own end").isLessThan(GREEDY_FRAMES);
            assertThat(metrics).contains("usbshare_relay_dropped_total{reason=\"memory\"} 0.0\n");

            nodes.forEach(node -> node.channel().close());
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(metrics(http, ready)).contains("usbshare_relay_nodes 0.0\n"));
            assertThat(relay.terminate(Duration.ofSeconds(20))).isEqualTo(143);
        } finally {
            nodes.forEach(NodeSide::close);
            loop.close();
        }
    }

    private ForkedService start() throws IOException {
        return ForkedService.startWith(
                List.of("env", "JDK_JAVA_OPTIONS=-XX:MaxDirectMemorySize=64m"),
                UsbShareRelay.class,
                "--port=0",
                "--stun-port=0",
                "--state-dir=" + directory,
                "--usb-share.listen.address=127.0.0.1",
                "--usb-share.management.port=0",
                "--usb-share.limits.connects=100000",
                "--usb-share.limits.node=1MB");
    }

    private void enterTogether(NodeEventLoop loop, NodeSide.Way way) throws InterruptedException {
        var keys = Stream.generate(NodeKey::generate).limit(TOGETHER).toList();
        var together =
                keys.stream().map(key -> NodeSide.dial(loop.loop(), way, key)).toList();
        nodes.addAll(together);
        for (int i = 0; i < TOGETHER; i++) {
            together.get(i).prove(keys.get(i));
        }
        for (NodeSide node : together) {
            assertThat(node.next()).isInstanceOf(ServerConfirmsAuth.class);
        }
    }

    /** Each of some nodes sends something to another one, and it arrives. */
    private void exchange(Random random) throws InterruptedException {
        for (int i = 0; i < PAIRS; i++) {
            NodeSide from = nodes.get(2 + random.nextInt(NODES - 2));
            NodeSide to = nodes.get(2 + random.nextInt(NODES - 2));
            from.sendTo(to.id(), (byte) i, (byte) (i >> 8));
            assertThat(to.nextDatagrams()).containsExactly((byte) i, (byte) (i >> 8));
        }
    }

    private static String metrics(HttpClient http, String ready) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(
                        URI.create("http://" + ForkedService.detail(ready, "management") + "/actuator/prometheus"))
                .build();
        return http.send(request, BodyHandlers.ofString()).body();
    }

    private static long residentKilobytes(long pid) throws IOException {
        var found = RESIDENT.matcher(Files.readString(Path.of("/proc", Long.toString(pid), "status")));
        assertThat(found.find()).isTrue();
        return Long.parseLong(found.group(1));
    }
}
