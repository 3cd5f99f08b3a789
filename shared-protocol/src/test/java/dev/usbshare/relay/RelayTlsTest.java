package dev.usbshare.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Relays are believed by their certificates. */
class RelayTlsTest {

    private final TestAuthority authority = new TestAuthority();
    private final List<AutoCloseable> resources = new ArrayList<>();

    @TempDir
    private Path directory;

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

    private RelayTrust trustInAuthority() throws Exception {
        return RelayTrust.of(authority.writeTo(directory.resolve("authority.pem")));
    }

    @Test
    void authorityOfTheFile_isTrusted() throws Exception {
        TestRelay relay = open(new TestRelay(authority.serverNamed("ip:127.0.0.1")));
        RelayedNode server = open(RelayedNode.findable(trustInAuthority(), relay.url()));
        RelayedNode other = open(RelayedNode.findable(trustInAuthority(), relay.url()));
        eventually(() -> assertThat(server.homes).hasSize(1));
        eventually(() -> assertThat(other.homes).hasSize(1));

        other.send(relay.url(), server.id(), "x".repeat(40_000), 1000);

        eventually(() -> assertThat(server.texts()).hasSize(40));
    }

    @Test
    void token_isShownToRelaysOfTheListOverTls_andToNoOther() throws Exception {
        TestRelay own = open(new TestRelay(authority.serverNamed("ip:127.0.0.1")));
        TestRelay foreign = open(new TestRelay(authority.serverNamed("ip:127.0.0.1")));
        TestRelay plain = open(new TestRelay());
        RelayedNode node = open(RelayedNode.withToken("s3cret", trustInAuthority(), own.url()));
        RelayedNode other = open(RelayedNode.withToken("s3cret", trustInAuthority(), plain.url()));

        node.send(foreign.url(), other.id(), "hello");

        eventually(() -> assertThat(own.shown).containsExactly("Bearer s3cret"));
        eventually(() -> assertThat(foreign.shown).containsExactly("nothing"));
        eventually(() -> assertThat(plain.shown).containsExactly("nothing"));
    }

    @Test
    void authorityOfNobody_isNot() throws Exception {
        TestRelay relay = open(new TestRelay(authority.serverNamed("ip:127.0.0.1")));

        RelayedNode server = open(RelayedNode.findable(RelayTrust.of(null), relay.url()));

        eventually(() -> assertThat(server.statusOf(relay.url()).problem())
                .contains("no TLS")
                .contains("relay-trust"));
        assertThat(relay.connections.get()).isZero();
    }

    @Test
    void certificateOfAnotherHost_isNot() throws Exception {
        TestRelay relay = open(new TestRelay(authority.serverNamed("dns:elsewhere.test")));

        RelayedNode server = open(RelayedNode.findable(trustInAuthority(), relay.url()));

        eventually(() -> assertThat(server.statusOf(relay.url()).problem()).contains("no TLS"));
        assertThat(relay.connections.get()).isZero();
    }

    @Test
    void nearerOfTwo_isFoundByMeasuring() throws Exception {
        TestRelay relay = open(new TestRelay(authority.serverNamed("ip:127.0.0.1")));
        TestRelay broken = open(new TestRelay(authority.serverNamed("dns:elsewhere.test")));

        RelayedNode server = open(RelayedNode.findable(trustInAuthority(), broken.url(), relay.url()));

        eventually(() -> assertThat(server.homes).containsExactly(relay.url().text()));
    }
}
