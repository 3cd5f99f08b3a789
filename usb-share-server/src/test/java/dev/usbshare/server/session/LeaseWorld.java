package dev.usbshare.server.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.identity.NodeId;
import dev.usbshare.quic.ManualEventExecutor;
import dev.usbshare.server.access.ApprovedPeer;
import dev.usbshare.server.access.ApprovedPeers;
import dev.usbshare.server.audit.ServerEvent;
import dev.usbshare.server.catalog.SharedDevices;
import dev.usbshare.server.engine.EngineListener;
import dev.usbshare.server.engine.UrbMemory;
import dev.usbshare.server.lease.LeaseDesk;
import dev.usbshare.server.lease.LeaseEnd;
import dev.usbshare.server.lease.LeaseRegistry;
import dev.usbshare.simulation.Loopback;
import dev.usbshare.simulation.SimulatedUsbHost;
import dev.usbshare.usb.BusId;
import dev.usbshare.usb.DevicePattern;
import dev.usbshare.wire.RefusalCode;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** A server's leases without a network, in which everything takes a random time and anything may happen. */
final class LeaseWorld implements AutoCloseable {

    /** What happened in all histories together. */
    static final class Totals {
        int granted;
        int queued;
        int takenOver;
        int cancelled;
        int ended;
    }

    private static final int DEVICES = 2;
    private static final int PEERS = 5;
    private static final int PATIENCE = 200;

    final Random random;
    final Totals totals;
    final ManualEventExecutor executor = new ManualEventExecutor();
    final SimulatedUsbHost simulated = new SimulatedUsbHost();
    final LeaseRegistry leases = new LeaseRegistry(executor, new SecureRandom(), executor.clock());
    /** Who waits for a device, in the order in which they were told so. */
    final Map<BusId, List<SessionModel.Asked>> lines = new HashMap<>();
    /** Who was told that a device is his, and not yet that it is not. */
    final Map<BusId, SessionModel> holders = new HashMap<>();

    private final RandomPlace place;
    private final SessionContext context;
    private final AttachLog log;
    private final List<ApprovedPeer> peers = new ArrayList<>();
    private final List<SessionModel> live = new ArrayList<>();
    private final List<SessionModel> all = new ArrayList<>();
    private final List<BusId> devices = new ArrayList<>();
    private long lastSession;

    LeaseWorld(long seed, Totals totals) {
        this.random = new Random(seed);
        this.totals = totals;
        this.place = new RandomPlace(random, executor, simulated);
        for (int i = 0; i < DEVICES; i++) {
            devices.add(simulated.plug(new Loopback("d" + i)));
        }
        for (int i = 0; i < PEERS; i++) {
            byte[] key = new byte[NodeId.BYTES];
            Arrays.fill(key, (byte) (i + 1));
            peers.add(new ApprovedPeer(
                    NodeId.of(key), "peer" + i, List.of(new DevicePattern.Any()), Optional.empty(), i % 2 == 0));
        }
        context = new SessionContext(
                place,
                new SharedDevices(place, List.of(new DevicePattern.Any())),
                leases,
                new ApprovedPeers(peers),
                place,
                place,
                EngineListener.UNHEARD,
                SessionListener.UNHEARD,
                executor.clock(),
                "server",
                "test");
        log = new AttachLog(place, executor.clock());
        context.catalog().addListener(new Departures(leases));
        place.addListener(leases::reviewAll);
    }

    void step() {
        switch (random.nextInt(20)) {
            case 0, 1 -> connect();
            case 2, 3, 4, 5, 6, 7, 8 -> anyone().ifPresent(s -> s.attach(any(devices)));
            case 9, 10 -> anyone().ifPresent(SessionModel::cancel);
            case 11, 12 -> anyone().ifPresent(SessionModel::detach);
            case 13 -> anyone().ifPresent(this::disconnect);
            case 14 -> replug();
            case 15 -> new LeaseDesk(leases).withdraw(any(devices).value());
            case 16 -> unshare();
            case 17 -> place.rulesChanged();
            default -> pass();
        }
        executor.runUntilIdle();
        if (random.nextInt(3) > 0) {
            pass();
        }
    }

    private void pass() {
        long millis = random.nextInt(40) == 0 ? 90_000 : random.nextInt(30);
        executor.advance(Duration.ofMillis(millis));
    }

    private void connect() {
        ApprovedPeer peer = any(peers);
        // The newer connection of a node replaces the older.
        live.stream().filter(s -> s.peer().equals(peer)).findFirst().ifPresent(this::disconnect);
        var session = new SessionModel(this, ++lastSession, peer, context, log);
        live.add(session);
        all.add(session);
    }

    private void disconnect(SessionModel session) {
        live.remove(session);
        session.end();
        // Whoever is in line asked for something and has no answer.
        int open = live.stream().mapToInt(SessionModel::openRequests).sum();
        assertThat(leases.waiting()).as("in line").isLessThanOrEqualTo(open);
    }

    private void replug() {
        BusId busId = any(devices);
        var device = simulated.unplug(busId);
        executor.runUntilIdle();
        simulated.plug(device);
    }

    private void unshare() {
        BusId busId = any(devices);
        var device = context.catalog().find(busId).orElseThrow();
        LeaseEnd end = LeaseEnd.notShared(busId);
        leases.closeLine(device, RefusalCode.WITHDRAWN, end.reason());
        leases.revoke(device, end);
    }

    private Optional<SessionModel> anyone() {
        return live.isEmpty() ? Optional.empty() : Optional.of(any(live));
    }

    private <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    /** Everybody gives back what he has until nobody waits; then everybody leaves, and nothing may stay behind. */
    void end() {
        for (int i = 0; i < PATIENCE && live.stream().anyMatch(SessionModel::awaitsAnswers); i++) {
            live.forEach(SessionModel::detach);
            executor.advance(Duration.ofMillis(100));
        }
        assertThat(live).as("without an answer").noneMatch(SessionModel::awaitsAnswers);
        List.copyOf(live).forEach(this::disconnect);
        executor.advance(Duration.ofMinutes(5));
        assertThat(leases.all()).as("leases left").isEmpty();
        assertThat(leases.waiting()).as("still in line").isZero();
        assertThat(place.openDevices()).as("devices left open").isZero();
        all.forEach(SessionModel::assertOver);
        assertAuditIsBalanced();
    }

    /** Each grant on record has one end on record. */
    private void assertAuditIsBalanced() {
        Set<String> open = new HashSet<>();
        for (var event : place.kept()) {
            if (event instanceof ServerEvent.LeaseGranted granted) {
                assertThat(open.add(granted.lease())).isTrue();
            } else if (event instanceof ServerEvent.LeaseEnded ended) {
                assertThat(open.remove(ended.lease()))
                        .as("an end without a grant: %s", ended)
                        .isTrue();
            }
        }
        assertThat(open).as("granted and never ended").isEmpty();
    }

    @Override
    public void close() {
        simulated.close();
        executor.runUntilIdle();
    }

    static UrbMemory memory() {
        return new UrbMemory(1 << 20);
    }
}
