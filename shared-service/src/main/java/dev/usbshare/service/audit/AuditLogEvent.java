package dev.usbshare.service.audit;

/** What the log tells of itself. */
sealed interface AuditLogEvent extends AuditEvent {

    @Override
    default String actor() {
        return "system";
    }

    /**
     * Events were not kept for a while.
     *
     * @param since when the first one was lost
     */
    record AuditInterrupted(String since, long eventsLost, String reason) implements AuditLogEvent {}

    /** At a start, the file and the table contradict each other. */
    record AuditContradicted(String finding) implements AuditLogEvent {}
}
