package dev.usbshare.console;

import dev.usbshare.service.ExitCode;
import java.io.Serial;

/** A command cannot be carried out; the message is one line that names the thing and the remedy. */
public final class ConsoleFailure extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    private final ExitCode exitCode;

    public ConsoleFailure(ExitCode exitCode, String oneLine) {
        super(oneLine);
        this.exitCode = exitCode;
    }

    /** What was typed is wrong. */
    public static ConsoleFailure usage(String oneLine) {
        return new ConsoleFailure(ExitCode.USAGE, oneLine);
    }

    public ExitCode exitCode() {
        return exitCode;
    }
}
