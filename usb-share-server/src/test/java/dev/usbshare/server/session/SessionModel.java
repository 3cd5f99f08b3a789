package dev.usbshare.server.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.server.access.ApprovedPeer;
import dev.usbshare.usb.BusId;
import dev.usbshare.wire.AttachMode;
import dev.usbshare.wire.ControlMessage;
import dev.usbshare.wire.LeaseId;
import dev.usbshare.wire.RefusalCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One session of a {@link LeaseWorld}: asks at random, and checks what it is told against the rules. */
final class SessionModel {

    /** A request and where it stands. */
    record Asked(SessionModel session, int request, BusId busId) {}

    private final LeaseWorld world;
    private final ApprovedPeer peer;
    private final SessionLeases leases;
    private final Map<Integer, Asked> asked = new HashMap<>();
    private final Map<Integer, LeaseId> detaching = new HashMap<>();
    private final Map<LeaseId, BusId> held = new HashMap<>();
    private final Set<Integer> answered = new HashSet<>();
    private int lastRequest;
    private @Nullable CompletionStage<Void> over;

    SessionModel(LeaseWorld world, long number, ApprovedPeer peer, SessionContext context, AttachLog log) {
        this.world = world;
        this.peer = peer;
        var connection = new QuietConnection(peer.id(), world.executor);
        leases = new SessionLeases(
                new LeaseParty(number, connection, () -> peer, context, LeaseWorld.memory(), log, this::hear));
    }

    ApprovedPeer peer() {
        return peer;
    }

    void attach(BusId busId) {
        int dice = world.random.nextInt(6);
        AttachMode mode = dice == 0 ? AttachMode.NOW : dice == 1 ? AttachMode.TAKE_OVER : AttachMode.WAIT;
        int request = ++lastRequest;
        asked.put(request, new Asked(this, request, busId));
        leases.attach(new ControlMessage.Attach(request, busId, mode, ""));
    }

    void cancel() {
        List<Integer> open = new ArrayList<>(asked.keySet());
        // One that waits or is under way, or else any: answered long ago or never made.
        int request = open.isEmpty() || world.random.nextInt(4) == 0
                ? 1 + world.random.nextInt(lastRequest + 1)
                : open.get(world.random.nextInt(open.size()));
        leases.cancel(new ControlMessage.Cancel(request));
    }

    void detach() {
        List<LeaseId> ids = new ArrayList<>(held.keySet());
        int request = ++lastRequest;
        LeaseId id = ids.isEmpty() ? new LeaseId(1, 2) : ids.getFirst();
        detaching.put(request, id);
        leases.detach(new ControlMessage.Detach(request, id));
    }

    int openRequests() {
        return asked.size();
    }

    boolean awaitsAnswers() {
        return !asked.isEmpty();
    }

    void end() {
        held.values().forEach(busId -> world.holders.remove(busId, this));
        held.clear();
        asked.values().forEach(a -> line(a.busId()).remove(a));
        over = leases.closeAll();
    }

    void assertOver() {
        assertThat(over).isNotNull();
        assertThat(over.toCompletableFuture()).as("a session's end").isCompleted();
        assertThat(leases.count()).isZero();
    }

    private List<Asked> line(BusId busId) {
        return world.lines.computeIfAbsent(busId, b -> new ArrayList<>());
    }

    private void hear(ControlMessage.FromServer message) {
        if (over != null) {
            return; // Nobody reads it any more.
        }
        switch (message) {
            case ControlMessage.Attached m -> attached(m);
            case ControlMessage.Refused m -> refused(m);
            case ControlMessage.Queued m -> queued(m);
            case ControlMessage.Detached m -> lost(detaching.remove(m.request()));
            case ControlMessage.LeaseEnded m -> {
                world.totals.ended++;
                if (m.code() == RefusalCode.TAKEN_OVER) {
                    world.totals.takenOver++;
                }
                lost(m.lease());
            }
            case ControlMessage.LeaseWanted m -> assertThat(held).containsKey(m.lease());
            case ControlMessage.LeaseEnding m -> assertThat(held).containsKey(m.lease());
            default -> throw new AssertionError(message);
        }
    }

    private void queued(ControlMessage.Queued m) {
        Asked place = asked.get(m.request());
        assertThat(place).as("queued, but not asked or answered already").isNotNull();
        assertThat(m.position()).isPositive();
        List<Asked> line = line(place.busId());
        if (!line.contains(place)) {
            world.totals.queued++;
            line.add(place);
        }
    }

    private void attached(ControlMessage.Attached m) {
        Asked place = answer(m.request());
        BusId busId = place.busId();
        world.totals.granted++;
        assertThat(world.holders.put(busId, this)).as("two leases of %s", busId).isNull();
        List<Asked> line = line(busId);
        if (line.contains(place)) {
            assertThat(line.getFirst()).as("first in line").isEqualTo(place);
            line.removeFirst();
        }
        held.put(m.lease(), busId);
    }

    private void refused(ControlMessage.Refused m) {
        if (detaching.containsKey(m.request())) {
            detaching.remove(m.request());
            assertThat(m.code()).isEqualTo(RefusalCode.NO_SUCH_LEASE);
            return;
        }
        Asked place = answer(m.request());
        line(place.busId()).remove(place);
        assertThat(m.code()).as("the registry keeps others from the device").isNotEqualTo(RefusalCode.BUSY);
        if (m.code() == RefusalCode.CANCELLED) {
            world.totals.cancelled++;
        }
    }

    private Asked answer(int request) {
        Asked place = asked.remove(request);
        assertThat(place).as("an answer to %d, which was not asked", request).isNotNull();
        assertThat(answered.add(request)).as("a second answer to %d", request).isTrue();
        return place;
    }

    private void lost(@Nullable LeaseId lease) {
        BusId busId = held.remove(lease);
        assertThat(busId).as("a lease that it did not hold").isNotNull();
        assertThat(world.holders.remove(busId)).isSameAs(this);
    }
}
