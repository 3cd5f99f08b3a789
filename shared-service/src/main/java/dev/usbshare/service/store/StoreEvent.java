package dev.usbshare.service.store;

import dev.usbshare.service.audit.AuditEvent;

/** What the audit log tells of the database. */
public sealed interface StoreEvent extends AuditEvent {

    @Override
    default String actor() {
        return "operator";
    }

    record DatabaseSaved(String file) implements StoreEvent {}

    /**
     * The first record in a database that was restored.
     *
     * @param saved the copy that it was restored from
     * @param replaced where the database that was in its place is now; {@code none} if there was none
     */
    record DatabaseRestored(String saved, String replaced) implements StoreEvent {}
}
