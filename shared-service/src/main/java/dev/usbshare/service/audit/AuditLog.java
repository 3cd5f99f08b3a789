package dev.usbshare.service.audit;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Keeps audit events in the order in which they are given. Thread-safe, and never blocks its caller, event loops included.
 */
public interface AuditLog {

    /** Keeps nothing and takes everything: for commands and benchmarks that have no database. */
    AuditLog NOTHING = event -> CompletableFuture.allOf();

    /**
     * Keeps an event.
     *
     * @return ends when the event is on disk, on a thread of the log; fails if it cannot be kept. Whoever grants something waits
     *     for it and grants nothing if it fails; whoever ends something need not wait
     */
    CompletionStage<Void> append(AuditEvent event);
}
