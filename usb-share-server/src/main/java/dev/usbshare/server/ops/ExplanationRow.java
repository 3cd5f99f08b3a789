package dev.usbshare.server.ops;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.usbshare.server.access.ApprovedPeer;
import dev.usbshare.server.lease.Lease;
import dev.usbshare.server.lease.LeaseView;
import dev.usbshare.server.policy.Explanation;
import dev.usbshare.server.policy.LeaseTerms;
import dev.usbshare.server.policy.PolicyDecision;
import dev.usbshare.server.policy.RuleVerdict;
import dev.usbshare.usb.UsbDeviceInfo;
import dev.usbshare.wire.RefusalCode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What would be decided now for a device and a peer.
 *
 * @param allowed whether the peer would get a lease now, without a PIN; also if it has it already
 * @param code why not, as the peer hears it
 * @param changes when the clock alone changes that
 * @param takeOver whether the peer may take the device from whoever has it
 * @param holder who has the device; null if nobody does
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ExplanationRow(
        String device,
        String peer,
        Instant now,
        boolean allowed,
        @Nullable String code,
        @Nullable String reason,
        @Nullable Instant changes,
        @Nullable Instant ends,
        @Nullable String endReason,
        @Nullable String idleTimeout,
        @Nullable Long bytesPerSecond,
        boolean takeOver,
        @Nullable Holder holder,
        List<RuleRow> rules) {

    /**
     * @param peer short node id
     * @param waiting how many stand in line
     */
    record Holder(String peer, String name, Instant since, int waiting) {

        static Holder of(LeaseView view) {
            Lease lease = view.lease();
            return new Holder(
                    lease.holder().toShortString(),
                    lease.holderName(),
                    lease.since(),
                    view.waiting().size());
        }
    }

    /** @param policy null for what no policy rules */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record RuleRow(
            @Nullable String policy,
            String rule,
            String outcome,
            String text,
            @Nullable Instant changes) {

        /** What is asked besides the policies. */
        static RuleRow before(String rule, boolean allows, String text, @Nullable Instant changes) {
            return new RuleRow(null, rule, allows ? "ALLOWS" : "REFUSES", text, changes);
        }

        static RuleRow of(RuleVerdict verdict) {
            return new RuleRow(
                    verdict.policy(),
                    verdict.rule().name(),
                    verdict.outcome().name(),
                    verdict.text(),
                    verdict.changes().orElse(null));
        }
    }

    static ExplanationRow of(
            UsbDeviceInfo device,
            ApprovedPeer peer,
            Explanation explanation,
            @Nullable LeaseView lease,
            List<RuleRow> rules) {
        PolicyDecision.Refused refused = explanation.decision() instanceof PolicyDecision.Refused no ? no : null;
        LeaseTerms terms = explanation.terms();
        return new ExplanationRow(
                device.busId() + " " + device.usbId(),
                peer.id().toString(),
                explanation.now(),
                refused == null,
                refused == null ? null : refused.code().name(),
                refused == null ? null : refused.reason(),
                explanation.changes().orElse(null),
                terms.ends().orElse(null),
                terms.ends().isPresent() ? terms.endReason() : null,
                terms.idleTimeout().map(Object::toString).orElse(null),
                terms.bytesPerSecond() > 0 ? terms.bytesPerSecond() : null,
                terms.takeOver(),
                lease == null ? null : Holder.of(lease),
                rules);
    }

    /** The same, but for what no rule is asked about. */
    ExplanationRow refused(RefusalCode why, String text) {
        boolean unseen = why == RefusalCode.NO_SUCH_DEVICE;
        return new ExplanationRow(
                device,
                peer,
                now,
                false,
                why.name(),
                text,
                unseen ? null : changes,
                unseen ? null : ends,
                unseen ? null : endReason,
                idleTimeout,
                bytesPerSecond,
                takeOver,
                holder,
                rules);
    }
}
