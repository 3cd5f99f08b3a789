package dev.usbshare.server.ops;

import dev.usbshare.server.access.ApprovedPeer;
import dev.usbshare.server.catalog.SharedDevices;
import dev.usbshare.server.lease.Lease;
import dev.usbshare.server.lease.LeaseDesk;
import dev.usbshare.server.lease.LeaseView;
import dev.usbshare.server.ops.ExplanationRow.RuleRow;
import dev.usbshare.server.policy.Explanation;
import dev.usbshare.server.policy.PolicyBook;
import dev.usbshare.usb.UsbDeviceInfo;
import dev.usbshare.wire.RefusalCode;
import dev.usbshare.wire.WireLimits;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says what a peer would be answered if it asked for a device now, and why: whether the device is shared and granted, what each rule says,
 * and who has it. Blocks, for management threads.
 */
final class Explainer {

    private final PolicyBook book;
    private final SharedDevices shared;
    private final LeaseDesk leases;

    Explainer(PolicyBook book, SharedDevices shared, LeaseDesk leases) {
        this.book = book;
        this.shared = shared;
        this.leases = leases;
    }

    ExplanationRow explain(UsbDeviceInfo device, ApprovedPeer peer) throws LoopAnswers.Silent {
        Explanation explanation = book.explain(device, peer);
        LeaseView lease = LoopAnswers.await(leases.of(device.busId())).orElse(null);
        boolean isShared = shared.isShared(device);
        String sharing = (isShared ? "the device is shared: " : "the device is not shared: ")
                + shared.sharing().reason(device);
        boolean maySee = peer.maySee(device, shared.nickname(device));
        String granting = maySee ? "the peer was granted this device" : "the peer was not granted this device";
        List<RuleRow> rules = new ArrayList<>();
        rules.add(RuleRow.before("SHARED", isShared, sharing, null));
        rules.add(RuleRow.before("GRANTS", maySee, granting, peer.expires().orElse(null)));
        explanation.rules().stream().map(RuleRow::of).forEach(rules::add);
        rules.add(RuleRow.before("LEASE", isFreeFor(lease, peer), whoHasIt(lease, peer, explanation), null));
        ExplanationRow row = ExplanationRow.of(device, peer, explanation, lease, rules);
        if (!isShared) {
            return row.refused(RefusalCode.NO_SUCH_DEVICE, sharing);
        }
        if (!maySee) {
            return row.refused(RefusalCode.NO_SUCH_DEVICE, granting);
        }
        if (!row.allowed() || isFreeFor(lease, peer)) {
            return row;
        }
        boolean hangs = lease != null && !lease.lease().hangs().isEmpty();
        return row.refused(hangs ? RefusalCode.DEVICE_ERROR : RefusalCode.LEASED, whoHasIt(lease, peer, explanation));
    }

    /** What it has itself is not refused. */
    private static boolean isFreeFor(@Nullable LeaseView view, ApprovedPeer peer) {
        return view == null
                || (view.lease().holder().equals(peer.id())
                        && view.lease().hangs().isEmpty());
    }

    private static String whoHasIt(@Nullable LeaseView view, ApprovedPeer peer, Explanation explanation) {
        if (view == null) {
            return "nobody has the device";
        }
        Lease lease = view.lease();
        if (!lease.hangs().isEmpty()) {
            return lease.hangs();
        }
        if (lease.holder().equals(peer.id())) {
            return "this peer has the device since " + lease.since().truncatedTo(ChronoUnit.SECONDS);
        }
        return lease.whoHasIt() + "; " + place(view, peer)
                + (explanation.terms().takeOver() ? ", or may take it over" : "");
    }

    private static String place(LeaseView view, ApprovedPeer peer) {
        List<LeaseView.Waiting> line = view.waiting();
        for (int i = 0; i < line.size(); i++) {
            if (line.get(i).who().peer().equals(peer.id())) {
                return "this peer waits as number " + (i + 1) + " in line";
            }
        }
        return line.size() >= WireLimits.MAX_QUEUE
                ? "its line is full"
                : "this peer may wait, as number " + (line.size() + 1) + " in line";
    }
}
