package dev.usbshare.server.session;

import dev.usbshare.capture.CapturePoint;
import dev.usbshare.server.access.ApprovedPeer;
import dev.usbshare.server.engine.Bandwidth;
import dev.usbshare.server.engine.DeviceEngine;
import dev.usbshare.server.lease.Lease;
import dev.usbshare.server.lease.LeaseEnd;
import dev.usbshare.server.lease.LeaseUse;
import dev.usbshare.server.lease.LeaseWatch;
import dev.usbshare.server.policy.LeaseTerms;
import dev.usbshare.server.policy.PolicyDecision;
import dev.usbshare.usb.UsbDevice;
import dev.usbshare.usb.UsbDeviceInfo;
import dev.usbshare.wire.ControlMessage;
import dev.usbshare.wire.LeaseId;
import dev.usbshare.wire.RefusalCode;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * A lease that its client was told of, with its device at work, until the device is free again.
 *
 * <p><b>Confinement</b>: the connection's executor.
 */
final class HeldLease implements LeaseWatch.Events {

    private static final Logger LOG = LoggerFactory.getLogger(HeldLease.class);

    private final LeaseParty party;
    private final Lease lease;
    private final Bandwidth bandwidth;
    private final CapturePoint capture;
    private final DeviceEngine engine;
    private final LeaseUse use;
    private final LeaseWatch watch;
    private final SessionLeases owner;
    private @Nullable CompletableFuture<Void> free;

    HeldLease(LeaseParty party, SessionLeases owner, Lease lease, UsbDevice device) {
        this.party = party;
        this.lease = lease;
        this.owner = owner;
        var context = party.context();
        var ticker = party.executor().ticker();
        this.use = new LeaseUse(context.engineListener().ofLease(party.node(), lease.busId()), ticker);
        this.bandwidth = context.limits().take(party.node(), lease.busId());
        this.capture = context.captures().join(lease.busId().value());
        this.engine =
                new DeviceEngine(device, party.executor(), party.memory(), bandwidth, use, capture, ticker::nanoTime);
        this.watch = new LeaseWatch(lease, use, since -> rules(device, since), context.leases(), this);
    }

    LeaseId id() {
        return lease.id();
    }

    DeviceEngine engine() {
        return engine;
    }

    /** The client knows of it. */
    void begin(LeaseTerms terms, Duration waited) {
        log(LOG.atInfo()).log("Lease granted");
        party.context().sessionListener().leaseGranted(party.node());
        party.context().leases().held(lease, terms, use, waited);
        changed(terms);
        watch.start();
    }

    void review() {
        watch.check();
    }

    private PolicyDecision rules(UsbDevice opened, Instant since) {
        var context = party.context();
        ApprovedPeer peer = party.peer().get();
        UsbDeviceInfo device = lease.device();
        if (!peer.maySee(device, context.catalog().nickname(device))) {
            return new PolicyDecision.Refused(
                    RefusalCode.NOT_ALLOWED, "device " + device.busId() + " is not granted any more");
        }
        return context.policies()
                .checkOpened(device, peer, opened.descriptors())
                .<PolicyDecision>map(refused -> refused)
                .orElseGet(() -> context.policies().review(device, peer, since, lease.terms()));
    }

    void wanted(int waiting, String detail) {
        party.answer(new ControlMessage.LeaseWanted(lease.id(), waiting, detail));
    }

    @Override
    public void ending(Duration left, RefusalCode code, String reason) {
        int seconds = (int) Math.min(left.plusMillis(999).toSeconds(), Integer.MAX_VALUE);
        party.answer(new ControlMessage.LeaseEnding(lease.id(), seconds, code, reason));
    }

    @Override
    public void changed(LeaseTerms terms) {
        party.context().limits().terms(party.node(), lease.busId(), terms.bytesPerSecond());
    }

    @Override
    public void over(LeaseEnd end) {
        end(end);
    }

    /** Gives the device back; the stage ends, on the executor, when it is free, or hangs. Only the first reason counts. */
    CompletionStage<Void> end(LeaseEnd end) {
        if (free != null) {
            return free;
        }
        var result = new CompletableFuture<Void>();
        free = result;
        watch.stop();
        party.context().leases().ending(lease);
        owner.ending(this, result);
        var hang = HangWatch.closing(party, lease, why -> over(end, result));
        engine.close().whenComplete((done, failure) -> {
            hang.done();
            if (failure == null) {
                log(LOG.atInfo()).addKeyValue("reason", end.reason()).log("Lease ended, device given back");
            } else {
                log(LOG.atWarn())
                        .addKeyValue("reason", end.reason())
                        .addKeyValue("error", Failures.unwrap(failure).getMessage())
                        .log("Lease ended, but the device could not be given back in order");
            }
            over(end, result);
            party.context().captures().leave(lease.busId().value(), capture);
            party.context().leases().release(lease, end);
        });
        return result;
    }

    /** Everybody is told, once. The device is free, or hangs. */
    private void over(LeaseEnd end, CompletableFuture<Void> result) {
        if (result.isDone()) {
            return;
        }
        party.context().limits().release(party.node(), lease.busId());
        party.log().ended(lease, end);
        party.context().sessionListener().leaseEnded(party.node());
        if (end.code() != null) {
            party.answer(new ControlMessage.LeaseEnded(lease.id(), end.code(), end.reason()));
        }
        result.complete(null);
    }

    private LoggingEventBuilder log(LoggingEventBuilder builder) {
        return builder.addKeyValue("peer", party.node().toShortString())
                .addKeyValue("session", party.session())
                .addKeyValue("busId", lease.busId())
                .addKeyValue("lease", lease.id().toShortString());
    }
}
