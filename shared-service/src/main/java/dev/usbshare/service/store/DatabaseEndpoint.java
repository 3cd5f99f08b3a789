package dev.usbshare.service.store;

import dev.usbshare.service.Answers;
import dev.usbshare.service.audit.AuditLog;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/**
 * {@code database}: where it is, and a copy of it saved ({@code POST {"file": ...}}) while the service goes on. What cannot be done is answered
 * with {@code {"error": ...}}.
 */
@Endpoint(id = "database")
final class DatabaseEndpoint {

    record Location(String database) {}

    record Saved(String file, long bytes) {}

    private final Backup backup;
    private final StoreSettings settings;
    private final AuditLog audit;

    DatabaseEndpoint(Backup backup, StoreSettings settings, AuditLog audit) {
        this.backup = backup;
        this.settings = settings;
        this.audit = audit;
    }

    @ReadOperation
    Location location() {
        return new Location(settings.toString());
    }

    @WriteOperation
    WebEndpointResponse<Object> save(@Nullable String file) {
        if (file == null || file.isBlank() || file.length() > Backup.MAX_PATH_CHARS) {
            return Answers.failure(
                    Answers.BAD_REQUEST, "name the file that the copy goes to: {\"file\": \"/path/to/copy.zip\"}");
        }
        try {
            Path target = Path.of(file);
            long bytes = backup.save(target);
            audit.append(new StoreEvent.DatabaseSaved(target.toString()));
            return Answers.done(new Saved(target.toString(), bytes));
        } catch (InvalidPathException e) {
            return Answers.failure(Answers.BAD_REQUEST, "that is no path");
        } catch (Backup.Refused e) {
            return Answers.failure(e.isTaken() ? Answers.CONFLICT : Answers.BAD_REQUEST, e);
        }
    }
}
