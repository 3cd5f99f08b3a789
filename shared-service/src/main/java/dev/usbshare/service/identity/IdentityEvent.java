package dev.usbshare.service.identity;

import dev.usbshare.service.audit.AuditEvent;

/** What the audit log tells of this node's own key. */
public sealed interface IdentityEvent extends AuditEvent {

    @Override
    default String actor() {
        return "operator";
    }

    /** Kept before the new key is on disk. */
    record IdentityRotated(String oldNodeId, String newNodeId) implements IdentityEvent {}

    /**
     * The rotation before did not take place.
     *
     * @param nodeId the key that stays
     */
    record IdentityStays(String nodeId, String reason) implements IdentityEvent {}
}
