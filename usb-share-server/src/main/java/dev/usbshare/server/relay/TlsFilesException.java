package dev.usbshare.server.relay;

import org.jspecify.annotations.Nullable;

/** A certificate or its key cannot be used; the message names the file. */
public final class TlsFilesException extends Exception {

    private static final long serialVersionUID = 1L;

    TlsFilesException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
