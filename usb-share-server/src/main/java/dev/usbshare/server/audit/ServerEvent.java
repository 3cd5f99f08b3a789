package dev.usbshare.server.audit;

import dev.usbshare.service.audit.AuditEvent;

/**
 * What the server's audit log tells besides what every service's does. Node ids are whole, devices are bus id and {@code vid:pid}, reasons are the texts that
 * people saw. No PINs, no ticket secrets.
 */
public sealed interface ServerEvent extends AuditEvent {

    /** The actor for deeds of a person at the management door. */
    String OPERATOR = "operator";

    /** The actor for what timers and plugs do. */
    String SYSTEM = "system";

    // Who may come in.

    record PeerAsked(String actor, String nodeName, String address) implements ServerEvent {}

    /** @param asked how many in this period, of which only the first ones were recorded one by one */
    record StrangersTurnedAway(String actor, long asked) implements ServerEvent {}

    record PeerApproved(String actor, String peer, String name, String grants, String expires) implements ServerEvent {}

    record PeerDenied(String actor, String peer) implements ServerEvent {}

    record PeerChanged(String actor, String peer, String change) implements ServerEvent {}

    record PeerRevoked(String actor, String peer, String reason) implements ServerEvent {}

    record PeerIdentityFollowed(String actor, String oldPeer, String newPeer) implements ServerEvent {}

    record TicketIssued(String actor, String ticket, String grants, String expires) implements ServerEvent {}

    record TicketRedeemed(String actor, String ticket) implements ServerEvent {}

    record TicketRefused(String actor, String reason, String address) implements ServerEvent {}

    record TicketWithdrawn(String actor, String ticket) implements ServerEvent {}

    record SessionOpened(String actor, String address) implements ServerEvent {}

    record SessionClosed(String actor, String reason) implements ServerEvent {}

    // What is shared, and under which rules.

    record SharingChanged(String actor, String device, String change) implements ServerEvent {}

    record PolicyChanged(String actor, String policy, String change) implements ServerEvent {}

    // Who has what.

    record LeaseGranted(String actor, String device, String lease) implements ServerEvent {}

    record LeaseQueued(String actor, String device, int position) implements ServerEvent {}

    record LeaseRefused(String actor, String device, String code, String reason) implements ServerEvent {}

    /** @param omitted refusals and waits of one minute that were not recorded one by one */
    record LeaseRequestsOmitted(String actor, long omitted) implements ServerEvent {}

    record LeaseEnded(String actor, String device, String lease, String holder, String reason) implements ServerEvent {}

    /** @param what how it hangs, or that it came back */
    record DeviceHangs(String actor, String device, String what) implements ServerEvent {}

    record PinRefused(String actor, String device, String reason) implements ServerEvent {}
}
