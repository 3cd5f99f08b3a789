package dev.usbshare.server.policy;

import dev.usbshare.wire.RefusalCode;

/** Whether a peer may use a device now. */
public sealed interface PolicyDecision {

    record Allowed(LeaseTerms terms) implements PolicyDecision {}

    /** @param reason for the peer and for our log: names the rule */
    record Refused(RefusalCode code, String reason) implements PolicyDecision {}
}
