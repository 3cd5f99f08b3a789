package dev.usbshare.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.relay.RelayFrame.EndpointGone;
import dev.usbshare.relay.RelayFrame.Health;
import dev.usbshare.relay.RelayFrame.Restarting;
import dev.usbshare.relay.RelayFrame.Status;
import dev.usbshare.relay.RelayStatus.State;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nodes and relays over real sockets. */
class RelayPoolTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

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
        Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).untilAsserted(assertion);
    }

    private RelayedNode homed() throws Exception {
        RelayedNode node = open(RelayedNode.findable(relay.url()));
        eventually(() -> assertThat(node.homes).containsExactly(relay.url().text()));
        return node;
    }

    @ParameterizedTest
    @EnumSource(RelayVersion.class)
    void datagram_toANodeAtItsHome_isAnsweredThere(RelayVersion version) throws Exception {
        relay.answersWith = version.subprotocol();
        RelayedNode server = homed();
        RelayedNode client = open(RelayedNode.dialling());

        client.send(relay.url(), server.id(), "hello");
        eventually(() ->
                assertThat(server.heard).containsExactly(new RelayedNode.Heard(relay.url(), client.id(), "hello")));
        server.send(relay.url(), client.id(), "welcome");

        eventually(() -> assertThat(client.texts()).containsExactly("welcome"));
        eventually(() -> assertThat(client.reads.get()).isPositive());
        assertThat(client.pool.home()).isNull();
        assertThat(client.homes).isEmpty();
    }

    @Test
    void segments_areOneFrame_andSeveralDatagrams() throws Exception {
        RelayedNode server = homed();
        RelayedNode client = open(RelayedNode.dialling());

        client.send(relay.url(), server.id(), "aaabbbc", 3);

        eventually(() -> assertThat(server.texts()).containsExactly("aaa", "bbb", "c"));
    }

    @Test
    void moreThanAFrameHolds_isSentInSeveral() throws Exception {
        RelayedNode server = homed();
        RelayedNode client = homed();
        String segment = "x".repeat(1300);

        client.send(relay.url(), server.id(), segment.repeat(60), 1300);

        eventually(() -> assertThat(server.texts()).hasSize(60).containsOnly(segment));
    }

    @Test
    void status_tellsWhatPeopleAskFor() throws Exception {
        RelayedNode server = homed();

        eventually(() -> assertThat(server.statusOf(relay.url()).latency()).isNotNull());

        RelayStatus status = server.statusOf(relay.url());
        assertThat(status.state()).isEqualTo(State.CONNECTED);
        assertThat(status.home()).isTrue();
        assertThat(status.problem()).isEmpty();
    }

    @Test
    void relay_restarts_nodesAreBackSoonAndNobodyIsTold() throws Exception {
        RelayedNode server = homed();
        RelayedNode client = open(RelayedNode.dialling());
        client.send(relay.url(), server.id(), "before");
        eventually(() -> assertThat(server.texts()).containsExactly("before"));

        relay.shut();
        eventually(() -> assertThat(server.statusOf(relay.url()).state()).isEqualTo(State.WAITING));
        relay.open();

        eventually(() -> {
            client.send(relay.url(), server.id(), "after");
            assertThat(server.texts()).contains("after");
        });
        assertThat(server.homes).hasSize(1);
    }

    @Test
    void relay_saysItRestarts_isComeBackTo() throws Exception {
        RelayedNode server = homed();

        relay.send(server.id(), new Restarting(Duration.ofMillis(1), Duration.ofSeconds(5)));
        relay.shut();
        relay.open();

        eventually(() -> {
            assertThat(relay.connections.get()).isEqualTo(2);
            assertThat(relay.knows(server.id())).isTrue();
        });
    }

    @Test
    void relay_saysWhatIsWrong_isShown() throws Exception {
        RelayedNode server = homed();

        relay.send(server.id(), new Status(Status.SAME_NODE_CONNECTED));
        eventually(() -> assertThat(server.statusOf(relay.url()).problem()).contains("another program"));
        relay.send(server.id(), new Status(Status.HEALTHY));
        eventually(() -> assertThat(server.statusOf(relay.url()).problem()).isEmpty());
    }

    @Test
    void relay_ofVersion1_saysItInWords() throws Exception {
        relay.answersWith = RelayVersion.V1.subprotocol();
        RelayedNode server = homed();

        relay.send(server.id(), new Health("too much"));

        eventually(() -> assertThat(server.statusOf(relay.url()).problem()).endsWith("too much"));
    }

    @Test
    void peer_leavesTheRelay_isTold() throws Exception {
        RelayedNode server = homed();
        RelayedNode other = homed();

        relay.send(server.id(), new EndpointGone(other.id()));

        eventually(() -> assertThat(server.gone).containsExactly(other.id()));
    }

    @Test
    void relay_denies_saysWhyAndWhomToAsk() throws Exception {
        relay.denies = "not on the list";

        RelayedNode server = open(RelayedNode.findable(relay.url()));

        eventually(() -> assertThat(server.statusOf(relay.url()).problem())
                .contains("not on the list")
                .contains(server.id().toString()));
        assertThat(server.statusOf(relay.url()).state()).isEqualTo(State.WAITING);
    }

    @Test
    void url_ofSomethingElse_saysSo() throws Exception {
        relay.refuses = HttpResponseStatus.NOT_FOUND;

        RelayedNode server = open(RelayedNode.findable(relay.url()));

        eventually(() -> assertThat(server.statusOf(relay.url()).problem()).contains("HTTP 404"));
    }

    @Test
    void relay_speaksNoKnownVersion_saysSo() throws Exception {
        relay.answersWith = "iroh-relay-v9";

        RelayedNode server = open(RelayedNode.findable(relay.url()));

        eventually(() -> assertThat(server.statusOf(relay.url()).problem()).isNotEmpty());
        assertThat(server.homes).isEmpty();
    }

    @Test
    void relay_isNotThere_saysSo() throws Exception {
        RelayUrl url = relay.url();
        relay.shut();

        RelayedNode server = open(RelayedNode.findable(url));

        eventually(() -> assertThat(server.statusOf(url).problem()).contains("does not answer"));
    }

    @Test
    void secondRelay_takesOverWhenTheFirstIsGone() throws Exception {
        TestRelay other = open(new TestRelay());
        RelayedNode server = open(RelayedNode.findable(relay.url(), other.url()));
        eventually(() -> assertThat(server.homes).hasSize(1));
        TestRelay first = server.homes.getFirst().equals(relay.url().text()) ? relay : other;
        TestRelay second = first == relay ? other : relay;

        first.shut();

        eventually(() -> assertThat(server.homes).endsWith(second.url().text()));
    }

    @Test
    void closed_sendsNothing() throws Exception {
        RelayedNode client = open(RelayedNode.dialling());
        client.pool.close();

        assertThat(client.send(relay.url(), client.id(), "late")).isFalse();
    }
}
