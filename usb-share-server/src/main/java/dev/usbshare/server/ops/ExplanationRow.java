package dev.usbshare.server.ops;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.usbshare.server.access.ApprovedPeer;
import dev.usbshare.server.policy.Explanation;
import dev.usbshare.server.policy.LeaseTerms;
import dev.usbshare.server.policy.PolicyDecision;
import dev.usbshare.server.policy.RuleVerdict;
import dev.usbshare.usb.UsbDeviceInfo;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What would be decided now for a device and a peer.
 *
 * @param allowed whether the peer would get a lease now, without a PIN
 * @param code why not, as the peer hears it
 * @param changes when the clock alone changes that
 * @param takeOver whether the peer may take the device from whoever has it
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
        List<RuleRow> rules) {

    /** @param policy null for what is asked before any policy */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record RuleRow(
            @Nullable String policy,
            String rule,
            String outcome,
            String text,
            @Nullable Instant changes) {

        static RuleRow of(RuleVerdict verdict) {
            return new RuleRow(
                    verdict.policy(),
                    verdict.rule().name(),
                    verdict.outcome().name(),
                    verdict.text(),
                    verdict.changes().orElse(null));
        }
    }

    static ExplanationRow of(UsbDeviceInfo device, ApprovedPeer peer, Explanation explanation, List<RuleRow> rules) {
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
                rules);
    }

    /** The same, but for a device that the peer cannot even see. */
    ExplanationRow unseen(String reason) {
        return new ExplanationRow(
                device,
                peer,
                now,
                false,
                "NO_SUCH_DEVICE",
                reason,
                null,
                null,
                null,
                idleTimeout,
                bytesPerSecond,
                takeOver,
                rules);
    }
}
