package dev.usbshare.server.session;

import dev.usbshare.server.audit.ServerEvent;
import dev.usbshare.server.lease.Lease;
import dev.usbshare.server.lease.LeaseEnd;
import dev.usbshare.server.lease.LeaseSeeker;
import dev.usbshare.server.lease.Leaseholder;
import dev.usbshare.server.policy.LeaseTerms;
import dev.usbshare.server.policy.PolicyDecision;
import dev.usbshare.usb.UsbDevice;
import dev.usbshare.usb.UsbDeviceInfo;
import dev.usbshare.wire.AttachMode;
import dev.usbshare.wire.ControlMessage;
import dev.usbshare.wire.RefusalCode;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One Attach from its arrival to its answer, and the lease that it becomes: decided by the policies, perhaps in line,
 * written into the audit log, opened. It is answered once, by Attached or Refused, unless its session ends before.
 *
 * <p>Every step may take its time, and meanwhile the session may end, a person may withdraw the lease, somebody may take
 * it over: {@link #fate} keeps that until the step is done.
 *
 * <p><b>Confinement</b>: the connection's executor.
 */
final class AttachRequest implements LeaseSeeker {

    private static final Logger LOG = LoggerFactory.getLogger(AttachRequest.class);

    /** A log that takes longer is not well, and a device must not be kept from others meanwhile. */
    private static final int RECORD_SECONDS = 5;

    private enum Stage {
        DECIDING,
        IN_LINE,
        OPENING,
        HELD,
        OVER
    }

    private final LeaseParty party;
    private final SessionLeases owner;
    private final int request;
    private final AttachMode mode;
    private final UsbDeviceInfo device;
    private final Leaseholder who;
    private final long askedNanos;

    private Stage stage = Stage.DECIDING;
    private LeaseTerms terms = LeaseTerms.UNBOUND;
    /** Why what is under way must come to nothing. */
    private @Nullable LeaseEnd fate;

    private @Nullable HeldLease held;

    AttachRequest(LeaseParty party, SessionLeases owner, ControlMessage.Attach attach, UsbDeviceInfo device) {
        this.party = party;
        this.owner = owner;
        this.request = attach.request();
        this.mode = attach.mode();
        this.device = device;
        this.who = party.who();
        this.askedNanos = party.executor().ticker().nanoTime();
    }

    int request() {
        return request;
    }

    @Override
    public Leaseholder who() {
        return who;
    }

    @Override
    public UsbDeviceInfo device() {
        return device;
    }

    void begin(String pin) {
        stage(() -> party.context().policies().decide(device, party.peer().get(), pin))
                .whenComplete((decision, failure) -> party.onExecutor(() -> decided(decision, failure)));
    }

    private void decided(@Nullable PolicyDecision decision, @Nullable Throwable failure) {
        if (fate != null) {
            close(fate);
            return;
        }
        switch (decision) {
            case null -> {
                LOG.atError()
                        .setCause(failure)
                        .addKeyValue("busId", device.busId())
                        .log("A policy failed");
                refuse(RefusalCode.NOT_ALLOWED, "the device's rules could not be looked at");
            }
            case PolicyDecision.Refused refused -> refuse(refused);
            case PolicyDecision.Allowed(var bound) -> {
                terms = bound;
                party.context().leases().ask(this, mode, bound.takeOver());
                if (stage == Stage.DECIDING) {
                    stage = Stage.IN_LINE;
                }
            }
        }
    }

    @Override
    public void queued(int position, String holder) {
        if (stage == Stage.DECIDING) {
            party.log().queued(party.node(), device, position);
        }
        party.answer(new ControlMessage.Queued(request, position, holder));
    }

    @Override
    public void refused(RefusalCode code, String detail) {
        refuse(code, detail);
    }

    /** The client takes it back. Ignored unless it waits. */
    void cancel() {
        if (party.context().leases().leave(this, true)) {
            refuse(RefusalCode.CANCELLED, "the request was taken back");
        }
    }

    @Override
    public boolean turn(Lease lease) {
        if (stage == Stage.IN_LINE && !isStillAllowed()) {
            return false;
        }
        stage = Stage.OPENING;
        // Not from inside the registry's call: what follows may fail at once and release the lease.
        party.executor().execute(() -> record(lease));
        return true;
    }

    /** Time has passed in line: looks at everything again. */
    private boolean isStillAllowed() {
        boolean present = party.context()
                .catalog()
                .find(device.busId(), party.peer().get())
                .filter(found -> Lease.isSame(found, device))
                .isPresent();
        if (!present) {
            refuse(RefusalCode.DEVICE_GONE, "device " + device.busId() + " is not here any more");
            return false;
        }
        var context = party.context();
        return switch (context.policies()
                .review(device, party.peer().get(), context.clock().instant(), terms)) {
            case PolicyDecision.Refused refused -> {
                refuse(refused);
                yield false;
            }
            case PolicyDecision.Allowed(var bound) -> {
                terms = bound;
                yield true;
            }
        };
    }

    private void record(Lease lease) {
        var granted = new ServerEvent.LeaseGranted(
                party.node().toString(), AttachLog.describe(device), lease.id().toShortString());
        var deadline = party.executor()
                .schedule(
                        () -> recorded(lease, new TimeoutException("not kept within " + RECORD_SECONDS + " s")),
                        RECORD_SECONDS,
                        TimeUnit.SECONDS);
        stage(() -> party.context().audit().append(granted))
                .whenComplete((done, failure) -> party.onExecutor(() -> {
                    if (deadline.cancel(false)) {
                        recorded(lease, failure);
                    } else if (failure == null) {
                        party.log().ended(lease, notRecorded()); // It was kept after all, too late to count.
                    }
                }));
    }

    private void recorded(Lease lease, @Nullable Throwable failure) {
        if (failure != null) {
            LOG.atDebug().setCause(Failures.unwrap(failure)).log("The audit log cannot be written");
            var end = notRecorded();
            close(fate != null ? fate : end);
            party.context().leases().release(lease, end);
        } else if (fate != null) {
            giveUp(lease, fate);
        } else {
            var watch = HangWatch.opening(party, lease, why -> hangs(lease, why));
            stage(() -> party.context().host().open(device.busId(), party.executor(), this::unplugged))
                    .whenComplete((opened, cause) -> party.onExecutor(() -> {
                        watch.done();
                        opened(lease, opened, cause);
                    }));
        }
    }

    /** The client has its answer; the device remains the lease's until it comes back. */
    private void hangs(Lease lease, String why) {
        if (fate == null) {
            fate = LeaseEnd.notOpened(RefusalCode.DEVICE_ERROR, why);
        }
        over(lease, fate);
    }

    private static LeaseEnd notRecorded() {
        return LeaseEnd.notOpened(
                RefusalCode.NOT_ALLOWED,
                "the server cannot write its audit log and grants nothing until it can; tell its operator");
    }

    private void opened(Lease lease, @Nullable UsbDevice opened, @Nullable Throwable failure) {
        LeaseEnd end = fate;
        if (opened == null) {
            Throwable cause = failure == null ? new IllegalStateException("no device") : Failures.unwrap(failure);
            LOG.atDebug().setCause(cause).addKeyValue("busId", device.busId()).log("A device was not opened");
            giveUp(lease, LeaseEnd.notOpened(Failures.refusalOf(cause), String.valueOf(cause.getMessage())));
        } else if (end != null) {
            giveBack(lease, opened, end);
        } else {
            party.context()
                    .policies()
                    .checkOpened(device, party.peer().get(), opened.descriptors())
                    .map(this::notAllowed)
                    .ifPresentOrElse(no -> giveBack(lease, opened, no), () -> hold(lease, opened));
        }
    }

    private void hold(Lease lease, UsbDevice opened) {
        stage = Stage.HELD;
        var lent = new HeldLease(party, owner, lease, opened);
        held = lent;
        owner.held(this, lent);
        party.answer(new ControlMessage.Attached(request, lease.id(), opened.info(), opened.descriptors()));
        lent.begin(terms, Duration.ofNanos(party.executor().ticker().nanoTime() - askedNanos));
    }

    private void giveBack(Lease lease, UsbDevice opened, LeaseEnd end) {
        var watch = HangWatch.closing(party, lease, why -> over(lease, end));
        opened.close()
                .whenComplete((done, cause) -> party.onExecutor(() -> {
                    watch.done();
                    giveUp(lease, end);
                }));
    }

    private void giveUp(Lease lease, LeaseEnd end) {
        over(lease, end);
        party.context().leases().release(lease, end);
    }

    /** A lease that the audit log has as granted, and the client was not told of. Only the first end counts. */
    private void over(Lease lease, LeaseEnd end) {
        if (stage != Stage.OVER) {
            party.log().ended(lease, end);
            close(fate != null ? fate : end);
        }
    }

    @Override
    public void wanted(int waiting, String detail) {
        if (held != null) {
            held.wanted(waiting, detail);
        }
    }

    @Override
    public void review() {
        if (held != null) {
            held.review();
        }
    }

    private void unplugged() {
        revoked(LeaseEnd.unplugged(device.busId()));
    }

    /** The session is over. */
    void abandon() {
        if (party.context().leases().leave(this, false)) {
            close(LeaseEnd.sessionOver(party.node()));
        } else {
            revoked(LeaseEnd.sessionOver(party.node()));
        }
    }

    @Override
    public void revoked(LeaseEnd end) {
        if (held != null) {
            held.end(end);
        } else if (fate == null) {
            fate = end;
        }
    }

    /** The end of a request that did not become a lease. */
    private void close(LeaseEnd end) {
        if (end.code() != null) {
            refuse(end.code(), end.reason());
        } else {
            stage = Stage.OVER;
            owner.over(this);
        }
    }

    private LeaseEnd notAllowed(PolicyDecision.Refused refused) {
        party.context().sessionListener().notAllowed(refused.code());
        return LeaseEnd.notOpened(refused.code(), refused.reason());
    }

    private void refuse(PolicyDecision.Refused refused) {
        party.context().sessionListener().notAllowed(refused.code());
        refuse(refused.code(), refused.reason());
    }

    private void refuse(RefusalCode code, String detail) {
        stage = Stage.OVER;
        owner.refuse(request, AttachLog.describe(device), code, detail);
        owner.over(this);
    }

    /** The stage that a call returns; one that has failed if the call itself did. */
    private static <T> CompletionStage<T> stage(Supplier<CompletionStage<T>> call) {
        try {
            return call.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }
}
