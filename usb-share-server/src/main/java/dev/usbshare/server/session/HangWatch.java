package dev.usbshare.server.session;

import dev.usbshare.server.audit.ServerEvent;
import dev.usbshare.server.lease.Lease;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after a device while it is opened or given back, which is up to hardware and drivers: one that takes longer than any should
 * is said to hang. Then nobody waits for it any longer, until it comes back or another device is plugged in at its place.
 *
 * <p><b>Confinement</b>: the connection's executor.
 */
final class HangWatch {

    /** Shorter than clients wait for an answer, which is 30 s. */
    static final Duration OPENING = Duration.ofSeconds(20);

    /** Cancelled transfers and the event thread of a device have 8 s together. */
    static final Duration CLOSING = Duration.ofSeconds(15);

    private static final Logger LOG = LoggerFactory.getLogger(HangWatch.class);

    private final LeaseParty party;
    private final Lease lease;
    private final Future<?> deadline;
    private boolean hangs;

    private HangWatch(LeaseParty party, Lease lease, String what, Duration patience, Consumer<String> hanging) {
        this.party = party;
        this.lease = lease;
        String why = "device " + lease.busId() + " hangs: it was not " + what + " within " + patience.toSeconds()
                + " s; unplug it and plug it in again";
        deadline = party.executor().schedule(() -> hang(why, hanging), patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** @param hanging runs once if it takes too long, with what to tell people */
    static HangWatch opening(LeaseParty party, Lease lease, Consumer<String> hanging) {
        return new HangWatch(party, lease, "opened", OPENING, hanging);
    }

    /** As {@link #opening}. */
    static HangWatch closing(LeaseParty party, Lease lease, Consumer<String> hanging) {
        return new HangWatch(party, lease, "given back", CLOSING, hanging);
    }

    /** It is open, or free, or failed. */
    void done() {
        deadline.cancel(false);
        if (hangs) {
            LOG.atWarn().addKeyValue("busId", lease.busId()).log("The device does not hang any more");
            audit("came back");
        }
    }

    private void hang(String why, Consumer<String> hanging) {
        hangs = true;
        LOG.atError().addKeyValue("busId", lease.busId()).log("{}", why);
        audit(why);
        party.context().leases().hangs(lease, why);
        hanging.accept(why);
    }

    private void audit(String what) {
        party.context()
                .audit()
                .append(new ServerEvent.DeviceHangs(ServerEvent.SYSTEM, AttachLog.describe(lease.device()), what));
    }
}
