package dev.usbshare.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.identity.NodeId;
import dev.usbshare.identity.NodeKey;
import dev.usbshare.relay.RelayFrame.Datagrams;
import dev.usbshare.relay.RelayFrame.FromRelay;
import dev.usbshare.relay.RelayFrame.Health;
import dev.usbshare.relay.RelayStatus.State;
import dev.usbshare.wire.Mutations;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Relays that do what they should not: a node is left with what QUIC bears, loses no memory, and comes back. */
class HostileRelayTest {

    private final List<AutoCloseable> resources = new ArrayList<>();
    private final TestRelay relay = open(new TestRelay());

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable resource : resources.reversed()) {
            resource.close();
        }
    }

    private <T extends AutoCloseable> T open(T resource) {
        resources.add(resource);
        return resource;
    }

    private static void eventually(ThrowingRunnable assertion) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(5))
                .untilAsserted(assertion);
    }

    private RelayedNode homed() throws Exception {
        RelayedNode node = open(RelayedNode.findable(relay.url()));
        eventually(() -> assertThat(node.homes).hasSize(1));
        return node;
    }

    private void backAfter(RelayedNode node, Runnable attack) {
        int before = relay.connections.get();
        attack.run();
        eventually(() -> assertThat(relay.connections.get()).isGreaterThan(before));
        assertThat(node.heard).isEmpty();
    }

    @Test
    void dropsAndRepeatsAndMixes_whatArrivesIsTold() throws Exception {
        RelayedNode server = homed();
        RelayedNode client = homed();
        var held = new AtomicReference<@Nullable Datagrams>();
        var count = new AtomicInteger();
        relay.forwards = (from, frame) -> {
            var copy = new Datagrams(from, 0, frame.segmentBytes(), frame.content());
            return switch (count.getAndIncrement()) {
                case 0 -> {
                    held.set(copy);
                    yield new FromRelay[0];
                }
                case 1 -> {
                    copy.release();
                    yield new FromRelay[0];
                }
                case 2 ->
                    new FromRelay[] {
                        copy, new Datagrams(from, 0, 0, frame.content().retainedDuplicate()), held.getAndSet(null)
                    };
                default -> new FromRelay[] {copy};
            };
        };

        for (String text : List.of("first", "lost", "twice", "last")) {
            client.send(relay.url(), server.id(), text);
        }

        eventually(() -> assertThat(server.texts()).containsExactly("twice", "twice", "first", "last"));
    }

    @Test
    void namesAnotherSource_isOnlyAHint() throws Exception {
        RelayedNode server = homed();
        NodeId claimed = NodeKey.generate().id();

        relay.send(server.id(), new Datagrams(claimed, 0, 0, Unpooled.copiedBuffer(new byte[] {1})));

        eventually(() -> assertThat(server.heard)
                .singleElement()
                .satisfies(heard -> assertThat(heard.from()).isEqualTo(claimed)));
        assertThat(server.statusOf(relay.url()).state()).isEqualTo(State.CONNECTED);
    }

    @Test
    void manyTinyDatagramsInOneFrame_areDropped_othersStillCome() throws Exception {
        RelayedNode server = homed();
        NodeId from = NodeKey.generate().id();

        relay.send(server.id(), new Datagrams(from, 0, 1, Unpooled.wrappedBuffer(new byte[60_000])));
        relay.send(server.id(), new Datagrams(from, 0, 0, Unpooled.wrappedBuffer(new byte[0])));
        relay.send(server.id(), new Datagrams(from, 3, 0, Unpooled.copiedBuffer("x", StandardCharsets.UTF_8)));

        eventually(() -> assertThat(server.texts()).containsExactly("x"));
    }

    @Test
    void garbage_endsTheConnection_andTheNodeComesBack() throws Exception {
        RelayedNode server = homed();

        backAfter(server, () -> relay.sendRaw(server.id(), new byte[] {0x3f, 1, 2, 3}));
    }

    @Test
    void oversize_endsTheConnection_andTheNodeComesBack() throws Exception {
        RelayedNode server = homed();

        backAfter(server, () -> relay.sendRaw(server.id(), new byte[200_000]));
    }

    @Test
    void frameOfTheOtherVersion_endsTheConnection_andTheNodeComesBack() throws Exception {
        RelayedNode server = homed();

        backAfter(server, () -> relay.send(server.id(), new Health("odd")));
    }

    @Test
    void anyBytes_nothingLeaksAndNobodyIsFooled() throws Exception {
        RelayedNode server = homed();
        var random = new Random(11);

        for (int round = 0; round < 10; round++) {
            int before = relay.connections.get();
            for (int i = 0; i < 50 && relay.knows(server.id()); i++) {
                relay.sendRaw(server.id(), Mutations.random(random, 200));
            }
            eventually(() -> {
                // While there is something to send, a relay is not given up for long.
                server.send(relay.url(), NodeKey.generate().id(), "x");
                assertThat(relay.connections.get()).isGreaterThan(before);
                assertThat(relay.knows(server.id())).isTrue();
            });
        }
    }

    @Test
    void challengesWithoutEnd_areNotAnswered() throws Exception {
        relay.challenges = 2;

        RelayedNode server = open(RelayedNode.findable(relay.url()));

        eventually(() -> assertThat(server.statusOf(relay.url()).problem()).contains("second challenge"));
        assertThat(server.homes).isEmpty();
    }

    @Test
    void datagramsBeforeTheHandshakeIsOver_areNotHeard() throws Exception {
        relay.greeting = new Datagrams(NodeKey.generate().id(), 0, 0, Unpooled.EMPTY_BUFFER);

        RelayedNode server = open(RelayedNode.findable(relay.url()));

        eventually(() -> assertThat(server.statusOf(relay.url()).problem()).contains("before the handshake"));
        assertThat(server.heard).isEmpty();
    }

    @Test
    void readsNothing_nodeDropsInsteadOfQueueing() throws Exception {
        RelayedNode server = homed();
        RelayedNode client = homed();
        relay.read(client.id(), false);
        String burst = "x".repeat(32_000);

        eventually(() ->
                assertThat(client.send(relay.url(), server.id(), burst, 1000)).isFalse());
        relay.read(client.id(), true);

        eventually(() ->
                assertThat(client.send(relay.url(), server.id(), burst, 1000)).isTrue());
    }

    @Test
    void pingsWithoutReading_isLeft() throws Exception {
        RelayedNode server = homed();
        relay.read(server.id(), false);
        int before = relay.connections.get();

        eventually(() -> {
            relay.ping(server.id(), 1000);
            assertThat(relay.connections.get()).isGreaterThan(before);
        });

        assertThat(server.homes).hasSize(1);
    }
}
