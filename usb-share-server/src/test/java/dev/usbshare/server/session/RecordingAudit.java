package dev.usbshare.server.session;

import dev.usbshare.service.audit.AuditEvent;
import dev.usbshare.service.audit.AuditLog;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Keeps events in memory; holds them up, or fails, as the test wants. */
final class RecordingAudit implements AuditLog {

    final List<AuditEvent> kept = new ArrayList<>();
    private final List<Runnable> held = new ArrayList<>();
    boolean failing;
    boolean holding;

    @Override
    public CompletionStage<Void> append(AuditEvent event) {
        if (failing) {
            return CompletableFuture.failedStage(new IOException("no space left on device"));
        }
        kept.add(event);
        var done = new CompletableFuture<Void>();
        if (holding) {
            held.add(() -> done.complete(null));
        } else {
            done.complete(null);
        }
        return done;
    }

    void letGo() {
        holding = false;
        held.forEach(Runnable::run);
        held.clear();
    }

    <T extends AuditEvent> List<T> of(Class<T> kind) {
        return kept.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
}
