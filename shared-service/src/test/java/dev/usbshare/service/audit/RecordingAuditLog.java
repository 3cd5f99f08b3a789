package dev.usbshare.service.audit;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** An audit log that keeps events in a list, at once; or fails, at once, while its disk is said to be full. Thread-safe. */
public final class RecordingAuditLog implements AuditLog {

    private final List<AuditEvent> events = new CopyOnWriteArrayList<>();
    private volatile boolean full;
    private volatile CompletableFuture<Void> disk = CompletableFuture.completedFuture(null);

    @Override
    public CompletionStage<Void> append(AuditEvent event) {
        if (full) {
            return CompletableFuture.failedFuture(new IllegalStateException("the disk is full"));
        }
        events.add(event);
        return disk;
    }

    public void diskIsFull(boolean full) {
        this.full = full;
    }

    /** What is appended from now on is on disk when this ends. */
    public void diskIsSlow(CompletableFuture<Void> until) {
        disk = until;
    }

    public List<AuditEvent> events() {
        return List.copyOf(events);
    }

    /** Those of one type, in order. */
    public <T extends AuditEvent> List<T> events(Class<T> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }
}
