package dev.usbshare.server.session;

import dev.usbshare.quic.PeerConnection;
import dev.usbshare.server.engine.DeviceEngine;
import dev.usbshare.server.engine.UrbMemory;
import dev.usbshare.server.lease.Lease;
import dev.usbshare.usb.BusId;
import dev.usbshare.usb.UsbDevice;
import dev.usbshare.usb.UsbHostException;
import dev.usbshare.wire.CloseCode;
import dev.usbshare.wire.ControlMessage;
import dev.usbshare.wire.LeaseId;
import dev.usbshare.wire.ProtocolException;
import dev.usbshare.wire.RefusalCode;
import dev.usbshare.wire.WireLimits;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * The leases of one session: asked for, held, given back.
 *
 * <p><b>Confinement</b>: the connection's executor; {@link #count} from any thread.
 */
final class SessionLeases {

    private static final Logger LOG = LoggerFactory.getLogger(SessionLeases.class);

    /** Ended leases that are remembered: streams for them may still be under way, without anybody's fault. */
    private static final int MAX_REMEMBERED = 4 * WireLimits.MAX_LEASES;

    private final long session;
    private final PeerConnection connection;
    private final SessionContext context;
    private final UrbMemory memory;
    private final Consumer<ControlMessage.FromServer> answers;
    private final Map<LeaseId, HeldLease> held = new LinkedHashMap<>();
    private final Set<LeaseId> opening = new HashSet<>();
    private final Set<LeaseId> ended = new LinkedHashSet<>();

    private volatile int count;
    /** Opens, closes and waits that have not ended yet. */
    private int underWay;

    private @Nullable CompletableFuture<Void> allFree;

    SessionLeases(
            long session,
            PeerConnection connection,
            SessionContext context,
            UrbMemory memory,
            Consumer<ControlMessage.FromServer> answers) {
        this.session = session;
        this.connection = connection;
        this.context = context;
        this.memory = memory;
        this.answers = answers;
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

    void attach(ControlMessage.Attach request) {
        if (allFree != null) {
            return;
        }
        BusId busId = request.busId();
        if (held.size() + underWay >= WireLimits.MAX_LEASES) {
            refuse(request.request(), busId, RefusalCode.LIMIT, "at most " + WireLimits.MAX_LEASES + " leases");
        } else if (context.catalog().find(busId).isEmpty()) {
            refuse(request.request(), busId, RefusalCode.NO_SUCH_DEVICE, "no device " + busId + " is shared here");
        } else {
            context.leases()
                    .grant(busId, connection.peer())
                    .ifPresentOrElse(lease -> open(request, lease), () -> attachTaken(request));
        }
    }

    /** A peer that has come back waits for what it is just giving back; everybody else is refused. */
    private void attachTaken(ControlMessage.Attach request) {
        Optional<Lease> taken = context.leases().of(request.busId());
        if (taken.isPresent() && !isOwnReturning(taken.get())) {
            refuse(request.request(), request.busId(), RefusalCode.LEASED, "device " + request.busId() + " is in use");
            return;
        }
        underWay++;
        CompletionStage<Void> free = taken.map(Lease::released).orElseGet(() -> CompletableFuture.completedStage(null));
        free.whenComplete((done, failure) -> onExecutor(() -> {
            finishStep();
            attach(request);
        }));
    }

    private boolean isOwnReturning(Lease lease) {
        return lease.holder().equals(connection.peer())
                && !held.containsKey(lease.id())
                && !opening.contains(lease.id());
    }

    private void open(ControlMessage.Attach request, Lease lease) {
        underWay++;
        opening.add(lease.id());
        var unplugged = new Unplugged(lease);
        context.host()
                .open(lease.busId(), connection.executor(), unplugged)
                .whenComplete((device, failure) -> onExecutor(() -> {
                    opening.remove(lease.id());
                    if (device != null) {
                        opened(request, lease, device, unplugged);
                    } else {
                        context.leases().release(lease);
                        refuseOpen(request, lease.busId(), failure);
                    }
                    finishStep();
                }));
    }

    private void opened(ControlMessage.Attach request, Lease lease, UsbDevice device, Unplugged unplugged) {
        var engine =
                new DeviceEngine(device, connection.executor(), memory, context.engineListener(), System::nanoTime);
        var lent = new HeldLease(lease, engine);
        held.put(lease.id(), lent);
        count = held.size();
        context.sessionListener().leaseGranted();
        log(LOG.atInfo(), lease).log("Lease granted");
        if (allFree != null) {
            end(lent);
            return;
        }
        answers.accept(new ControlMessage.Attached(request.request(), lease.id(), device.info(), device.descriptors()));
        unplugged.arm();
    }

    void detach(ControlMessage.Detach request) {
        HeldLease lent = held.get(request.lease());
        if (lent == null) {
            answers.accept(new ControlMessage.Refused(
                    request.request(),
                    RefusalCode.NO_SUCH_LEASE,
                    "no lease " + request.lease().toShortString()));
            return;
        }
        end(lent).thenRun(() -> answers.accept(new ControlMessage.Detached(request.request())));
    }

    private void unplugged(Lease lease) {
        HeldLease lent = held.get(lease.id());
        if (lent != null) {
            end(lent)
                    .thenRun(() -> answers.accept(new ControlMessage.LeaseEnded(
                            lease.id(), RefusalCode.DEVICE_GONE, "device " + lease.busId() + " was unplugged")));
        }
    }

    /** Gives a device back; the stage ends, on the executor, when it is free. */
    private CompletionStage<Void> end(HeldLease lent) {
        Lease lease = lent.lease();
        held.remove(lease.id());
        count = held.size();
        remember(lease.id());
        underWay++;
        return lent.engine().close().handle((done, failure) -> {
            context.leases().release(lease);
            context.sessionListener().leaseEnded();
            if (failure == null) {
                log(LOG.atInfo(), lease).log("Lease ended, device given back");
            } else {
                log(LOG.atWarn(), lease)
                        .addKeyValue("error", unwrap(failure).getMessage())
                        .log("Lease ended, but the device could not be given back in order");
            }
            finishStep();
            return null;
        });
    }

    /** Ends every lease, now and when an open that is under way is done. The stage ends when all devices are free. */
    CompletionStage<Void> closeAll() {
        var free = new CompletableFuture<Void>();
        allFree = free;
        underWay++;
        for (HeldLease lent : List.copyOf(held.values())) {
            end(lent);
        }
        finishStep();
        return free;
    }

    private void finishStep() {
        underWay--;
        if (underWay == 0 && allFree != null) {
            allFree.complete(null);
        }
    }

    private void remember(LeaseId id) {
        ended.add(id);
        if (ended.size() > MAX_REMEMBERED) {
            ended.remove(ended.iterator().next());
        }
    }

    private void refuseOpen(ControlMessage.Attach request, BusId busId, @Nullable Throwable failure) {
        Throwable cause = failure == null ? new IllegalStateException("no device") : unwrap(failure);
        RefusalCode code = cause instanceof UsbHostException e ? refusalOf(e.reason()) : RefusalCode.DEVICE_ERROR;
        if (!(cause instanceof UsbHostException)) {
            LOG.atError().setCause(cause).addKeyValue("busId", busId).log("Opening a device failed unexpectedly");
        }
        refuse(request.request(), busId, code, String.valueOf(cause.getMessage()));
    }

    private static RefusalCode refusalOf(UsbHostException.Reason reason) {
        return switch (reason) {
            case GONE -> RefusalCode.DEVICE_GONE;
            case BUSY -> RefusalCode.BUSY;
            case NO_PERMISSION -> RefusalCode.NO_PERMISSION;
            case IO -> RefusalCode.DEVICE_ERROR;
        };
    }

    private void refuse(int request, BusId busId, RefusalCode code, String detail) {
        LOG.atWarn()
                .addKeyValue("peer", connection.peer().toShortString())
                .addKeyValue("session", session)
                .addKeyValue("busId", busId)
                .addKeyValue("error", code + ": " + detail)
                .log("Attach refused");
        answers.accept(new ControlMessage.Refused(request, code, detail));
    }

    private LoggingEventBuilder log(LoggingEventBuilder builder, Lease lease) {
        return builder.addKeyValue("peer", connection.peer().toShortString())
                .addKeyValue("session", session)
                .addKeyValue("busId", lease.busId())
                .addKeyValue("lease", lease.id().toShortString());
    }

    private static Throwable unwrap(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    private void onExecutor(Runnable task) {
        if (connection.executor().inEventLoop()) {
            task.run();
        } else {
            connection.executor().execute(task);
        }
    }

    /** Hears that the device is gone, perhaps before its lease was told to the client. */
    private final class Unplugged implements Runnable {
        private final Lease lease;
        private boolean armed;
        private boolean gone;

        Unplugged(Lease lease) {
            this.lease = lease;
        }

        @Override
        public void run() {
            gone = true;
            if (armed) {
                unplugged(lease);
            }
        }

        void arm() {
            armed = true;
            if (gone) {
                unplugged(lease);
            }
        }
    }
}
