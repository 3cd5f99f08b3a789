package dev.usbshare.console;

import dev.usbshare.service.ExitCode;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * The running service was not reached, or it refused. The message is one line that names the thing and the remedy, safe to
 * print on a terminal.
 */
public abstract sealed class ManagementException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    private final ExitCode exitCode;

    private ManagementException(ExitCode exitCode, String oneLine, @Nullable Throwable cause) {
        super(oneLine, cause);
        this.exitCode = exitCode;
    }

    /** How a program ends that cannot go on without the answer. */
    public ExitCode exitCode() {
        return exitCode;
    }

    /** There is no socket: no service runs, or it keeps its state elsewhere. */
    public static final class NotRunning extends ManagementException {
        @Serial
        private static final long serialVersionUID = 1;

        NotRunning(String oneLine) {
            super(ExitCode.NOT_RUNNING, oneLine, null);
        }
    }

    /** There is a socket with nobody behind it: the service was killed. */
    public static final class Stale extends ManagementException {
        @Serial
        private static final long serialVersionUID = 1;

        Stale(String oneLine, Throwable cause) {
            super(ExitCode.NOT_RUNNING, oneLine, cause);
        }
    }

    /** The socket belongs to another user. */
    public static final class NoPermission extends ManagementException {
        @Serial
        private static final long serialVersionUID = 1;

        NoPermission(String oneLine, @Nullable Throwable cause) {
            super(ExitCode.NO_PERMISSION, oneLine, cause);
        }
    }

    /** Somebody is there and gave no whole answer: too late, cut off, too long, or in another language. */
    public static final class NoAnswer extends ManagementException {
        @Serial
        private static final long serialVersionUID = 1;

        NoAnswer(String oneLine) {
            super(ExitCode.UNAVAILABLE, oneLine, null);
        }

        NoAnswer(String oneLine, Throwable cause) {
            super(ExitCode.UNAVAILABLE, oneLine, cause);
        }
    }

    /** The service answered no. Nothing was changed. */
    public static final class Refused extends ManagementException {
        @Serial
        private static final long serialVersionUID = 1;

        private static final int BAD_REQUEST = 400;
        private static final int SERVER_ERROR = 500;
        private static final int UNAVAILABLE = 503;

        private final int status;

        Refused(int status, String oneLine) {
            super(exitCode(status), oneLine, null);
            this.status = status;
        }

        /** Of HTTP. */
        public int status() {
            return status;
        }

        private static ExitCode exitCode(int status) {
            return switch (status) {
                case BAD_REQUEST -> ExitCode.USAGE;
                case SERVER_ERROR -> ExitCode.INTERNAL;
                case UNAVAILABLE -> ExitCode.UNAVAILABLE;
                default -> ExitCode.FAILED;
            };
        }
    }
}
