package dev.usbshare.client.ops;

import static org.assertj.core.api.Assertions.assertThat;

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
    private final ServerMemory memory = new ServerMemory(servers, pins, audit);

    @AfterEach
    void close() {
        memory.close();
        pins.close();
        network.close();
        store.close();
    }

    private RemoteServer serverWithItsNewKey() {
        return new RemoteServer(
                new RemoteAddress("shed", NEW, InetSocketAddress.createUnresolved("127.0.0.1", 1)),
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
        assertThat(memory.knows(OLD)).isTrue();
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
}
