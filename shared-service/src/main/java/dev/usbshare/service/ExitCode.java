package dev.usbshare.service;

/** How our programs end, for scripts and service managers; numbers as in BSD's sysexits.h where it has one. */
public enum ExitCode {
    OK(0),
    /** What was asked for was understood and is not so: the running service refused it, or a check failed. */
    FAILED(1),
    /** No service is running, as an init script's status says it (LSB). */
    NOT_RUNNING(3),
    /** The command line is wrong (EX_USAGE). */
    USAGE(64),
    /** The database, or a saved copy of it, is damaged, altered or of a newer release (EX_DATAERR). */
    DATABASE(65),
    /** A file that was named is not there (EX_NOINPUT). */
    NO_INPUT(66),
    /** A kernel module, library, device or database server that is needed is missing (EX_UNAVAILABLE). */
    UNAVAILABLE(69),
    /** A fault of our own (EX_SOFTWARE). */
    INTERNAL(70),
    /** A disk is full or failed (EX_IOERR). */
    IO_ERROR(74),
    /** A port, the database, or the whole service's place, is taken by another process (EX_TEMPFAIL). */
    PORT_IN_USE(75),
    /** The system denies something to this user (EX_NOPERM). */
    NO_PERMISSION(77),
    /** A configuration file, setting or key is wrong (EX_CONFIG). */
    CONFIGURATION(78);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
