package dev.usbshare.service.audit;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Keeps audit events in the order in which they are given. Thread-safe. */
public interface AuditLog {

    /** Keeps nothing and takes everything: for commands and benchmarks that have no database. */
    AuditLog NOTHING = event -> CompletableFuture.allOf();

    /** A log that takes longer to get one event onto its disk counts as failed. */
    int PATIENCE_SECONDS = 10;

    /**
     * Keeps an event. Never blocks its caller, event loops included.
     *
     * @return ends when the event is on disk, on a thread of the log; fails if it cannot be kept. Whoever grants something waits
     *     for it and grants nothing if it fails; whoever ends something need not wait
     */
    CompletionStage<Void> append(AuditEvent event);

    /**
     * Keeps an event before what it tells of is done. Blocks until it is on disk: for management threads and writers.
     *
     * @throws AuditException if it is not there within {@value #PATIENCE_SECONDS} seconds
     */
    default void keepFirst(AuditEvent event) {
        try {
            append(event).toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof AuditException known
                    ? known
                    : new AuditException("the event cannot be audited: " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new AuditException("the event cannot be audited: its disk takes too long", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AuditException("the event cannot be audited: interrupted", e);
        }
    }
}
