package dev.usbshare.server.session;

import dev.usbshare.identity.NodeId;
import dev.usbshare.server.audit.ServerEvent;
import dev.usbshare.server.lease.Lease;
import dev.usbshare.server.lease.LeaseEnd;
import dev.usbshare.service.audit.AuditEvent;
import dev.usbshare.service.audit.AuditLog;
import dev.usbshare.usb.UsbDeviceInfo;
import dev.usbshare.wire.RefusalCode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the logs of requests that were refused or had to wait: of each peer the first ones of a minute one by one, then how
 * many more there were. A peer must not be able to fill a disk by asking.
 *
 * <p><b>Confinement</b>: the sessions' executor.
 */
final class AttachLog {

    private static final Logger LOG = LoggerFactory.getLogger(AttachLog.class);
    private static final Duration PERIOD = Duration.ofMinutes(1);
    private static final int MAX_IN_PERIOD = 20;
    private static final int MAX_REMEMBERED = 256;

    private static final class Told {
        private final Instant from;
        private int count;

        Told(Instant from) {
            this.from = from;
        }
    }

    private final AuditLog audit;
    private final Clock clock;
    private final SequencedMap<NodeId, Told> told = new LinkedHashMap<>();

    AttachLog(AuditLog audit, Clock clock) {
        this.audit = audit;
        this.clock = clock;
    }

    /** A lease that the log has as granted is over. */
    void ended(Lease lease, LeaseEnd end) {
        append(new ServerEvent.LeaseEnded(
                end.actor(),
                describe(lease.device()),
                lease.id().toShortString(),
                lease.holder().toString(),
                end.reason()));
    }

    void refused(NodeId peer, String device, RefusalCode code, String reason) {
        if (mayTell(peer)) {
            LOG.atWarn()
                    .addKeyValue("peer", peer.toShortString())
                    .addKeyValue("busId", device)
                    .addKeyValue("error", code + ": " + reason)
                    .log("Attach refused");
            append(new ServerEvent.LeaseRefused(peer.toString(), device, code.name(), reason));
        }
    }

    void queued(NodeId peer, UsbDeviceInfo device, int position) {
        if (mayTell(peer)) {
            LOG.atInfo()
                    .addKeyValue("peer", peer.toShortString())
                    .addKeyValue("busId", device.busId())
                    .log("Waits for a leased device");
            append(new ServerEvent.LeaseQueued(peer.toString(), describe(device), position));
        }
    }

    /** As the audit log names a device. */
    static String describe(UsbDeviceInfo device) {
        return device.busId() + " " + device.usbId();
    }

    private boolean mayTell(NodeId peer) {
        Instant now = clock.instant();
        Told period = told.get(peer);
        if (period == null || Duration.between(period.from, now).abs().compareTo(PERIOD) >= 0) {
            told.remove(peer);
            if (period != null) {
                tellOmitted(peer, period);
            }
            period = new Told(now);
            told.put(peer, period);
            forgetEldest();
        }
        return ++period.count <= MAX_IN_PERIOD;
    }

    private void forgetEldest() {
        if (told.size() > MAX_REMEMBERED) {
            var eldest = told.pollFirstEntry();
            tellOmitted(eldest.getKey(), eldest.getValue());
        }
    }

    private void tellOmitted(NodeId peer, Told period) {
        int omitted = period.count - MAX_IN_PERIOD;
        if (omitted > 0) {
            append(new ServerEvent.LeaseRequestsOmitted(peer.toString(), omitted));
        }
    }

    private void append(AuditEvent event) {
        audit.append(event).whenComplete((done, failure) -> {
            if (failure != null) {
                LOG.atWarn().addKeyValue("error", failure.getMessage()).log("Not in the audit log: {}", event.kind());
            }
        });
    }
}
