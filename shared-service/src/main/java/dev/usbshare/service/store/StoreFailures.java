package dev.usbshare.service.store;

import dev.usbshare.service.ExitCode;
import dev.usbshare.service.StartFailure;
import dev.usbshare.text.PlainText;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.sql.SQLException;
import org.h2.api.ErrorCode;
import org.h2.jdbc.JdbcException;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;

/**
 * Says in one line why a database cannot be used, and what to do about it. Never the password: the databases' own messages do not hold
 * it, and URLs are shown without theirs.
 */
final class StoreFailures {

    /** SQLSTATE classes and codes of PostgreSQL (its manual, appendix A). */
    private static final String CONNECTION = "08";

    private static final String AUTHORIZATION = "28";
    private static final String NO_SUCH_DATABASE = "3D000";
    private static final String NOT_ALLOWED = "42501";
    private static final String DISK_FULL = "53100";
    private static final String RESOURCES = "53";
    private static final String SHUTTING_DOWN = "57P";

    /** H2 quotes whole statements. */
    private static final int MAX_REASON_CHARS = 500;

    private StoreFailures() {}

    static StartFailure explain(DatabaseUrl url, Throwable thrown) {
        StartFailure known = find(thrown, StartFailure.class);
        if (known != null) {
            return new StartFailure(known.exitCode(), "the database " + url + ": " + known.getMessage(), known);
        }
        IOException io = find(thrown, IOException.class);
        if (io != null && url.isH2() && (isDenied(io) || isFull(io))) {
            return isFull(io) ? full(url, thrown) : denied(url, thrown);
        }
        SQLException sql = lastSql(thrown);
        if (sql == null) {
            return failure(ExitCode.DATABASE, url, "cannot be used: " + oneLine(root(thrown)), thrown);
        }
        return url.isH2() ? h2(url, sql) : postgres(url, sql);
    }

    /** As {@link #explain}, while the service runs: what is wrong, without what to do about it. */
    static String reason(Throwable thrown) {
        IOException io = find(thrown, IOException.class);
        if (io != null && isFull(io)) {
            return "the disk is full";
        }
        SQLException sql = lastSql(thrown);
        if (sql != null && DISK_FULL.equals(sql.getSQLState())) {
            return "the disk of the database server is full";
        }
        return oneLine(sql != null ? sql : root(thrown));
    }

    private static StartFailure h2(DatabaseUrl url, SQLException e) {
        return switch (e.getErrorCode()) {
            case ErrorCode.DATABASE_ALREADY_OPEN_1 ->
                failure(
                        ExitCode.PORT_IN_USE,
                        url,
                        "is in use by another process: stop the other service, or choose another usb-share.state-dir",
                        e);
            case ErrorCode.FILE_CORRUPTED_1 -> damaged(url, e);
            case ErrorCode.FILE_VERSION_ERROR_1 ->
                failure(
                        ExitCode.DATABASE,
                        url,
                        "has a file format that this release cannot read: start the release that wrote it",
                        e);
            case ErrorCode.WRONG_USER_OR_PASSWORD -> wrongPassword(url, e);
            case ErrorCode.DATABASE_IS_READ_ONLY -> denied(url, e);
            case ErrorCode.IO_EXCEPTION_1, ErrorCode.IO_EXCEPTION_2, ErrorCode.FILE_CREATION_FAILED_1 ->
                failure(ExitCode.IO_ERROR, url, "cannot be read or written: " + oneLine(root(e)), e);
            default ->
                find(e, MVStoreException.class) != null
                        ? damaged(url, e)
                        : failure(ExitCode.DATABASE, url, "cannot be used: " + oneLine(e), e);
        };
    }

    private static StartFailure damaged(DatabaseUrl url, SQLException e) {
        return failure(
                ExitCode.DATABASE,
                url,
                "is damaged (" + oneLine(root(e)) + "): restore a saved copy with --restore FILE, which keeps this one"
                        + " beside it",
                e);
    }

    private static StartFailure postgres(DatabaseUrl url, SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        if (state.startsWith(AUTHORIZATION)) {
            return wrongPassword(url, e);
        }
        if (state.equals(NO_SUCH_DATABASE)) {
            return failure(
                    ExitCode.CONFIGURATION, url, "does not exist: create it, or correct spring.datasource.url", e);
        }
        if (state.equals(NOT_ALLOWED)) {
            return failure(ExitCode.NO_PERMISSION, url, "denies this user what it needs: " + oneLine(e), e);
        }
        if (state.equals(DISK_FULL)) {
            return failure(ExitCode.IO_ERROR, url, "has no space left: " + oneLine(e), e);
        }
        if (state.startsWith(CONNECTION) || state.startsWith(RESOURCES) || state.startsWith(SHUTTING_DOWN)) {
            return failure(
                    ExitCode.UNAVAILABLE,
                    url,
                    "cannot be reached (" + oneLine(e) + "): start the database server, or correct"
                            + " spring.datasource.url",
                    e);
        }
        return failure(ExitCode.DATABASE, url, "cannot be used: " + oneLine(e), e);
    }

    private static StartFailure wrongPassword(DatabaseUrl url, SQLException e) {
        return failure(
                ExitCode.NO_PERMISSION,
                url,
                "refuses the user or the password: correct spring.datasource.username and spring.datasource.password",
                e);
    }

    private static StartFailure denied(DatabaseUrl url, Throwable cause) {
        return failure(
                ExitCode.NO_PERMISSION,
                url,
                "cannot be read and written by " + System.getProperty("user.name") + ": change its owner, or choose"
                        + " another usb-share.state-dir",
                cause);
    }

    private static StartFailure full(DatabaseUrl url, Throwable cause) {
        return failure(ExitCode.IO_ERROR, url, "cannot be written, the disk is full: free some space", cause);
    }

    private static StartFailure failure(ExitCode code, DatabaseUrl url, String what, Throwable cause) {
        return new StartFailure(code, "the database " + url + " " + what, cause);
    }

    static boolean isFull(IOException e) {
        String message = String.valueOf(e.getMessage());
        return message.contains("No space left") || message.contains("Disk quota exceeded");
    }

    private static boolean isDenied(IOException e) {
        return e instanceof AccessDeniedException
                || String.valueOf(e.getMessage()).contains("Permission denied")
                || String.valueOf(e.getMessage()).contains("Read-only file system");
    }

    private static <T extends Throwable> @Nullable T find(Throwable thrown, Class<T> type) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (type.isInstance(t)) {
                return type.cast(t);
            }
        }
        return null;
    }

    /** The innermost: what the driver said, not what was said about it. */
    private static @Nullable SQLException lastSql(Throwable thrown) {
        SQLException last = null;
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (t instanceof SQLException e) {
                last = e;
            }
        }
        return last;
    }

    private static Throwable root(Throwable thrown) {
        Throwable at = thrown;
        while (at.getCause() != null) {
            at = at.getCause();
        }
        return at;
    }

    private static String oneLine(Throwable t) {
        // Without the statement: whoever reads it wrote none.
        String message = t instanceof JdbcException h2 ? h2.getOriginalMessage() : t.getMessage();
        return message == null
                ? t.getClass().getSimpleName()
                : PlainText.printable(message.strip().replaceAll("\\s*\\R\\s*", "; "), MAX_REASON_CHARS);
    }
}
