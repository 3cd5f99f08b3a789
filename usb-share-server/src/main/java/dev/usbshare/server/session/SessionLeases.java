package dev.usbshare.server.session;

import dev.usbshare.server.engine.DeviceEngine;
import dev.usbshare.server.lease.LeaseEnd;
import dev.usbshare.usb.BusId;
import dev.usbshare.usb.UsbDeviceInfo;
import dev.usbshare.wire.CloseCode;
import dev.usbshare.wire.ControlMessage;
import dev.usbshare.wire.LeaseId;
import dev.usbshare.wire.ProtocolException;
import dev.usbshare.wire.RefusalCode;
import dev.usbshare.wire.WireLimits;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The leases of one session: asked for, held, given back. Nothing here is found by a lease's id but what this session holds.
 *
 * <p><b>Confinement</b>: the connection's executor; {@link #count} from any thread.
 */
final class SessionLeases {

    /** Ended leases that are remembered: streams for them may still be under way, without anybody's fault. */
    private static final int MAX_REMEMBERED = 4 * WireLimits.MAX_LEASES;

    private final LeaseParty party;
    private final Map<Integer, AttachRequest> asked = new HashMap<>();
    private final Map<LeaseId, HeldLease> held = new LinkedHashMap<>();
    private final Set<LeaseId> ended = new LinkedHashSet<>();

    private volatile int count;
    /** Leases whose devices are being given back. */
    private int ending;

    private @Nullable CompletableFuture<Void> allFree;

    SessionLeases(LeaseParty party) {
        this.party = party;
    }

    int count() {
        return count;
    }

    /** As {@link dev.usbshare.server.engine.StreamOwner#engineOf}. */
    @Nullable
    DeviceEngine engineOf(LeaseId id) {
        HeldLease lease = held.get(id);
        if (lease != null) {
            return lease.engine();
        }
        if (ended.contains(id)) {
            return null;
        }
        throw new ProtocolException(CloseCode.UNKNOWN_LEASE, "no lease " + id.toShortString() + " in this session");
    }

    void attach(ControlMessage.Attach attach) {
        if (allFree != null) {
            return;
        }
        if (asked.containsKey(attach.request())) {
            throw new ProtocolException(
                    CloseCode.UNEXPECTED, "request " + attach.request() + " has not been answered yet");
        }
        BusId busId = attach.busId();
        Optional<UsbDeviceInfo> device =
                party.context().catalog().find(busId, party.peer().get());
        if (held.size() + ending + asked.size() >= WireLimits.MAX_LEASES) {
            refuse(
                    attach.request(),
                    busId.value(),
                    RefusalCode.LIMIT,
                    "at most " + WireLimits.MAX_LEASES + " leases, asked for ones included");
        } else if (device.isEmpty()) {
            refuse(
                    attach.request(),
                    busId.value(),
                    RefusalCode.NO_SUCH_DEVICE,
                    "no device " + busId + " is shared here");
        } else {
            var request = new AttachRequest(party, this, attach, device.get());
            asked.put(attach.request(), request);
            request.begin(attach.pin());
        }
    }

    void cancel(ControlMessage.Cancel cancel) {
        AttachRequest request = asked.get(cancel.request());
        if (request != null) {
            request.cancel();
        }
    }

    void detach(ControlMessage.Detach detach) {
        HeldLease lease = held.get(detach.lease());
        if (lease == null) {
            party.answer(new ControlMessage.Refused(
                    detach.request(),
                    RefusalCode.NO_SUCH_LEASE,
                    "no lease " + detach.lease().toShortString()));
            return;
        }
        lease.end(LeaseEnd.givenBack(party.node()))
                .thenRun(() -> party.answer(new ControlMessage.Detached(detach.request())));
    }

    /** Looks again whether each lease may go on. */
    void review() {
        List.copyOf(held.values()).forEach(HeldLease::review);
    }

    /** Ends every lease, now and when an open that is under way is done. The stage ends when all devices are free. */
    CompletionStage<Void> closeAll() {
        var free = new CompletableFuture<Void>();
        allFree = free;
        List.copyOf(asked.values()).forEach(AttachRequest::abandon);
        List.copyOf(held.values()).forEach(lease -> lease.end(LeaseEnd.sessionOver(party.node())));
        completeIfFree();
        return free;
    }

    /** A request was answered with a refusal, or with nothing since the session is over. */
    void over(AttachRequest request) {
        asked.remove(request.request());
        completeIfFree();
    }

    /** A request became a lease. */
    void held(AttachRequest request, HeldLease lease) {
        asked.remove(request.request());
        held.put(lease.id(), lease);
        count = held.size();
    }

    /** A lease is over; its device is being given back. */
    void ending(HeldLease lease, CompletionStage<Void> free) {
        held.remove(lease.id());
        count = held.size();
        remember(lease.id());
        ending++;
        free.thenRun(() -> {
            ending--;
            completeIfFree();
        });
    }

    private void remember(LeaseId id) {
        ended.add(id);
        if (ended.size() > MAX_REMEMBERED) {
            ended.remove(ended.iterator().next());
        }
    }

    private void completeIfFree() {
        if (allFree != null && held.isEmpty() && asked.isEmpty() && ending == 0) {
            allFree.complete(null);
        }
    }

    void refuse(int request, String device, RefusalCode code, String detail) {
        party.context().sessionListener().refused(code);
        party.log().refused(party.node(), device, code, detail);
        party.answer(new ControlMessage.Refused(request, code, detail));
    }
}
