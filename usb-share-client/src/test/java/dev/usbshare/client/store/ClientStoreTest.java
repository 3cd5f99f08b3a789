package dev.usbshare.client.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usbshare.client.attachment.AttachRule;
import dev.usbshare.client.firewall.AllowedClasses;
import dev.usbshare.client.firewall.DevicePin;
import dev.usbshare.client.remote.ConnectMode;
import dev.usbshare.identity.NodeId;
import dev.usbshare.identity.NodeKey;
import dev.usbshare.identity.PairingSecret;
import dev.usbshare.service.store.TestStore;
import dev.usbshare.usb.BusId;
import dev.usbshare.usb.DevicePattern;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DuplicateKeyException;

class ClientStoreTest {

    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final BusId PLACE = new BusId("1-1.4");

    private final TestStore store = TestStore.inMemory("client");
    private final NodeId server = NodeKey.generate().id();

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void servers_comeBackAsTheyWere() {
        var servers = new KnownServers(store.jdbc(), InstantSource.fixed(NOW));
        var secret = PairingSecret.of(new byte[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, -1});
        var added = new KnownServer(
                server, "shed", List.of("10.0.0.1:7490", "[fe80::1]:7490"), Optional.of(secret), ConnectMode.MANUAL);

        servers.add(added);

        assertThat(servers.all()).containsExactly(added);
        servers.forgetSecret(server);
        assertThat(servers.all().getFirst().secret()).isEmpty();
        NodeId next = NodeKey.generate().id();
        servers.follow(server, next);
        assertThat(servers.remove(server)).isFalse();
        assertThat(servers.remove(next)).isTrue();
        assertThat(servers.all()).isEmpty();
    }

    @Test
    void servers_haveOneNameAndOneIdEach() {
        var servers = new KnownServers(store.jdbc(), InstantSource.fixed(NOW));
        servers.add(new KnownServer(server, "shed", List.of("a:1"), Optional.empty(), ConnectMode.AUTO));

        assertThatThrownBy(() -> servers.add(
                        new KnownServer(server, "attic", List.of("a:1"), Optional.empty(), ConnectMode.AUTO)))
                .isInstanceOf(DuplicateKeyException.class);
        assertThatThrownBy(() -> servers.add(new KnownServer(
                        NodeKey.generate().id(), "shed", List.of("a:1"), Optional.empty(), ConnectMode.AUTO)))
                .isInstanceOf(DuplicateKeyException.class);
    }

    @Test
    void rules_areNumbered_andHoldWhatLooksLikeSqlAsItIs() {
        var rules = new StoredRules(store.jdbc(), InstantSource.fixed(NOW));
        var any = new AttachRule(null, new DevicePattern.Any());
        var odd = new AttachRule("x'; drop table server; --", DevicePattern.parse("0781:*"));

        StoredRule first = rules.add(any);
        StoredRule second = rules.add(odd);

        assertThat(rules.all()).containsExactly(first, second);
        assertThat(second.rule()).isEqualTo(odd);
        assertThat(rules.remove(first.id())).isTrue();
        assertThat(rules.remove(first.id())).isFalse();
        assertThat(new KnownServers(store.jdbc(), InstantSource.fixed(NOW)).all())
                .isEmpty();
    }

    @Test
    void pin_isKept_andReplacedByTheNextOfItsKind() {
        try (var pins = new DevicePins(store.jdbc(), store.transactions())) {
            pins.keep(pin(0x0781, "aa")).toCompletableFuture().join();
            pins.keep(pin(0x046d, "bb")).toCompletableFuture().join();
            pins.keep(pin(0x0781, "cc")).toCompletableFuture().join();

            assertThat(pins.pinsAt(server, PLACE)).extracting(DevicePin::digest).containsExactly("bb", "cc");
            assertThat(pins.pinsAt(server, new BusId("1-1"))).isEmpty();
            assertThat(pins.pinsAt(NodeKey.generate().id(), PLACE)).isEmpty();
        }
        try (var again = new DevicePins(store.jdbc(), store.transactions())) {
            List<DevicePin> kept = again.pinsAt(server, PLACE);
            assertThat(kept).extracting(DevicePin::digest).containsExactly("bb", "cc");
            assertThat(kept.getLast().pinnedAt()).isEqualTo(NOW);
            assertThat(again.forget(kept.getFirst().id())).isPresent();
            assertThat(again.forget(kept.getFirst().id())).isEmpty();
        }
    }

    @Test
    void classesAndPins_followAServersNewKey_atOnce_andAfterARestart() {
        NodeId next = NodeKey.generate().id();
        try (var pins = new DevicePins(store.jdbc(), store.transactions())) {
            pins.allow(server, AllowedClasses.parse("08"));
            pins.keep(pin(0x0781, "aa")).toCompletableFuture().join();

            pins.follow(server, next);
            assertThat(pins.allowedFrom(next)).isEqualTo(AllowedClasses.parse("08"));
            assertThat(pins.allowedFrom(server)).isEqualTo(AllowedClasses.ALL);
            assertThat(pins.pinsAt(next, PLACE)).hasSize(1);

            pins.keepFollowed(server, next);
        }
        try (var again = new DevicePins(store.jdbc(), store.transactions())) {
            assertThat(again.allowedFrom(next)).isEqualTo(AllowedClasses.parse("08"));
            assertThat(again.pinsAt(next, PLACE)).hasSize(1);
            again.allow(next, AllowedClasses.ALL);
        }
        try (var once = new DevicePins(store.jdbc(), store.transactions())) {
            assertThat(once.allowedFrom(next)).isEqualTo(AllowedClasses.ALL);
        }
    }

    @Test
    void pinsMadeUnderAKeyBetweenTwoThatWereKept_followToo() {
        NodeId between = NodeKey.generate().id();
        NodeId next = NodeKey.generate().id();
        try (var pins = new DevicePins(store.jdbc(), store.transactions())) {
            pins.keep(pin(0x0781, "aa")).toCompletableFuture().join();
            pins.follow(server, between);
            pins.keep(pin(0x046d, "bb").withServer(between))
                    .toCompletableFuture()
                    .join();
            pins.keep(pin(0x0781, "cc").withServer(between))
                    .toCompletableFuture()
                    .join();
            pins.follow(between, next);

            pins.keepFollowed(server, next);

            assertThat(pins.pinsAt(next, PLACE)).extracting(DevicePin::digest).containsExactly("bb", "cc");
        }
        try (var again = new DevicePins(store.jdbc(), store.transactions())) {
            assertThat(again.pinsAt(next, PLACE)).extracting(DevicePin::digest).containsExactly("bb", "cc");
            assertThat(again.all()).hasSize(2);
        }
    }

    @Test
    void followingThatWasNotKept_isMadeUpForLater_andWhatIsYoungerStays() {
        NodeId next = NodeKey.generate().id();
        try (var pins = new DevicePins(store.jdbc(), store.transactions())) {
            pins.allow(server, AllowedClasses.parse("08"));
            pins.keep(pin(0x0781, "aa")).toCompletableFuture().join();
            pins.keep(pin(0x046d, "bb")).toCompletableFuture().join();
            pins.follow(server, next);
            pins.allow(next, AllowedClasses.parse("07"));
            DevicePin younger = pin(0x0781, "cc");
            pins.keep(new DevicePin(0, next, PLACE, 0x0781, 1, younger.serial(), "cc", "", NOW))
                    .toCompletableFuture()
                    .join();
        }
        try (var again = new DevicePins(store.jdbc(), store.transactions())) {
            again.follow(server, next);
            assertThat(again.pinsAt(next, PLACE)).extracting(DevicePin::digest).containsExactly("bb", "cc");
            assertThat(again.allowedFrom(next)).isEqualTo(AllowedClasses.parse("07"));
            again.keepFollowed(server, next);
            again.keepFollowed(server, next);
        }
        try (var kept = new DevicePins(store.jdbc(), store.transactions())) {
            assertThat(kept.pinsAt(next, PLACE)).extracting(DevicePin::digest).containsExactlyInAnyOrder("bb", "cc");
            assertThat(kept.allowedFrom(next)).isEqualTo(AllowedClasses.parse("07"));
            assertThat(kept.pinsAt(server, PLACE)).isEmpty();
        }
    }

    @Test
    void serverThatInventsPlaces_doesNotFillTheDatabase() {
        try (var pins = new DevicePins(store.jdbc(), store.transactions())) {
            for (int i = 0; i < DevicePins.MAX_OF_A_SERVER; i++) {
                pins.keep(pinAt((1 + i / 500) + "-" + (1 + i % 500)))
                        .toCompletableFuture()
                        .join();
            }

            assertThat(pins.keep(pinAt("9-1")).toCompletableFuture())
                    .failsWithin(Duration.ofSeconds(30))
                    .withThrowableThat()
                    .withMessageContaining("forget some first");
            pins.keep(pinAt("1-1")).toCompletableFuture().join();
            assertThat(pins.all()).hasSize(DevicePins.MAX_OF_A_SERVER);
            pins.forget(pins.all().getFirst().id());
            pins.keep(pinAt("9-1")).toCompletableFuture().join();
        }
    }

    private DevicePin pinAt(String place) {
        return new DevicePin(0, server, new BusId(place), 1, 1, "", "aa", "", NOW);
    }

    private DevicePin pin(int vendor, String digest) {
        return new DevicePin(0, server, PLACE, vendor, 1, "S\"1", digest, "x".repeat(600), NOW);
    }
}
