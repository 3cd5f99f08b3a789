package dev.usbshare.service;

import org.jspecify.annotations.Nullable;

/**
 * The service cannot start, or a command cannot be carried out, for a reason that a person can act on. The message is one
 * line that names the thing and the remedy; {@link ServiceMain} prints it and exits with the code.
 */
public final class StartFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ExitCode exitCode;

    public StartFailure(ExitCode exitCode, String oneLine) {
        this(exitCode, oneLine, null);
    }

    public StartFailure(ExitCode exitCode, String oneLine, @Nullable Throwable cause) {
        super(oneLine, cause);
        this.exitCode = exitCode;
    }

    public ExitCode exitCode() {
        return exitCode;
    }
}
