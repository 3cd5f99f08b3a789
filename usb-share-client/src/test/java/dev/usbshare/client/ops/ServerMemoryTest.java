package dev.usbshare.client.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.usbshare.client.audit.ClientEvent;
import dev.usbshare.client.firewall.AllowedClasses;
import dev.usbshare.client.remote.Backoff;
import dev.usbshare.client.remote.ConnectMode;
import dev.usbshare.client.remote.RemoteAddress;
import dev.usbshare.client.remote.RemoteServer;
import dev.usbshare.client.store.DevicePins;
import dev.usbshare.client.store.KnownServer;
import dev.usbshare.client.store.KnownServers;
import dev.usbshare.identity.NodeId;
import dev.usbshare.identity.NodeKey;
import dev.usbshare.quic.InMemoryNetwork;
import dev.usbshare.quic.LinkProfile;
import dev.usbshare.service.audit.AuditException;
import dev.usbshare.service.audit.RecordingAuditLog;
import dev.usbshare.service.store.TestStore;
import dev.usbshare.wire.ControlMessage;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What holds for a server goes on holding when it has another key: before it is on disk, and after a failure. */
class ServerMemoryTest {

    private static final NodeId OLD = NodeKey.generate().id();
    private static final NodeId NEW = NodeKey.generate().id();
    private static final AllowedClasses DISKS = AllowedClasses.parse("08");

    private final TestStore store = TestStore.inMemory("client");
    private final InMemoryNetwork network = new InMemoryNetwork(7, LinkProfile.cable());
    private final RecordingAuditLog audit = new RecordingAuditLog();
    private final KnownServers servers = new KnownServers(store.jdbc(), InstantSource.fixed(Instant.EPOCH));
    private final DevicePins pins = new DevicePins(store.jdbc(), store.transactions());
    private final ServerMemory memory = new ServerMemory(servers, pins, audit, store.transactions());

    @AfterEach
    void close() {
        memory.close();
        pins.close();
        network.close();
        store.close();
    }

    private RemoteServer serverWithItsNewKey() {
        return serverWith(NEW);
    }

    private RemoteServer serverWith(NodeId id) {
        return new RemoteServer(
                new RemoteAddress("shed", id, InetSocketAddress.createUnresolved("127.0.0.1", 1)),
                new ControlMessage.Hello(List.of(1), List.of(), "test", "test"),
                network.node(NodeKey.generate().id(), null),
                new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(2), new Random(7)),
                RemoteListeners.NONE);
    }

    private void know() {
        memory.add(new KnownServer(OLD, "shed", List.of("127.0.0.1:1"), Optional.empty(), ConnectMode.AUTO));
        memory.allow(OLD, DISKS);
    }

    private AllowedClasses afterARestart(NodeId server) {
        try (var again = new DevicePins(store.jdbc(), store.transactions())) {
            return again.allowedFrom(server);
        }
    }

    @Test
    void newKey_hasWhatWasAllowed_beforeAnythingIsWritten() {
        know();
        var disk = new CompletableFuture<Void>();
        audit.diskIsSlow(disk);

        memory.identityFollowed(serverWithItsNewKey(), OLD);

        assertThat(memory.allowedFrom(NEW)).isEqualTo(DISKS);
        assertThat(memory.known()).extracting(KnownServer::nodeId).containsExactly(OLD);
        disk.complete(null);
        memory.close();
        assertThat(memory.knows(NEW)).isTrue();
        assertThat(afterARestart(NEW)).isEqualTo(DISKS);
    }

    @Test
    void newKeyThatCannotBeKept_isFollowedAgain_afterTheNextStart() {
        know();
        audit.diskIsFull(true);

        memory.identityFollowed(serverWithItsNewKey(), OLD);
        memory.close();

        assertThat(memory.allowedFrom(NEW)).isEqualTo(DISKS);
        assertThat(memory.known()).extracting(KnownServer::nodeId).containsExactly(OLD);
        assertThat(afterARestart(OLD)).isEqualTo(DISKS);
    }

    @Test
    void serverThatChangesItsKeyAllTheTime_isInTheAuditLogOnce_andFoundByItsLastKey() {
        know();
        NodeId before = OLD;
        for (int i = 0; i < 50; i++) {
            NodeId next = NodeKey.generate().id();
            memory.identityFollowed(serverWith(next), before);
            before = next;
        }

        assertThat(audit.events(ClientEvent.ServerIdentityFollowed.class))
                .as("as they come")
                .hasSizeLessThanOrEqualTo(1);
        assertThat(memory.allowedFrom(before)).isEqualTo(DISKS);
        assertThat(memory.knows(before)).isTrue();
        assertThat(audit.events(ClientEvent.ServerIdentityFollowed.class))
                .extracting(ClientEvent.ServerIdentityFollowed::changes)
                .containsExactly(1L, 49L);
        memory.setMode(before, ConnectMode.MANUAL);
        memory.close();
        assertThat(memory.known())
                .singleElement()
                .satisfies(server -> assertThat(server.mode()).isEqualTo(ConnectMode.MANUAL));
        assertThat(afterARestart(before)).isEqualTo(DISKS);
    }

    @Test
    void whatTheLogDoesNotTake_isNotDone() {
        know();
        audit.diskIsFull(true);

        assertThatExceptionOfType(AuditException.class).isThrownBy(() -> memory.remove(OLD, "shed"));
        assertThatExceptionOfType(AuditException.class).isThrownBy(() -> memory.allow(OLD, AllowedClasses.ALL));

        assertThat(memory.knows(OLD)).isTrue();
        assertThat(memory.allowedFrom(OLD)).isEqualTo(DISKS);
        assertThat(memory.remove(NEW, "other")).as("none that was added").isFalse();
    }
}
