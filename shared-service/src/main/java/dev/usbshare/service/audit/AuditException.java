package dev.usbshare.service.audit;

/** An event cannot be kept, or the log cannot be read; the message says why in one line. */
public final class AuditException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    AuditException(String message) {
        super(message);
    }

    AuditException(String message, Throwable cause) {
        super(message, cause);
    }
}
