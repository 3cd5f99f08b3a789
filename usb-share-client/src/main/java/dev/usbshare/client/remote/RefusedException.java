package dev.usbshare.client.remote;

import dev.usbshare.wire.RefusalCode;

/** The server did not grant a request; carries its code and its words. */
public final class RefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final RefusalCode code;

    RefusedException(RefusalCode code, String detail) {
        super(detail.isBlank() ? code.toString() : detail);
        this.code = code;
    }

    public RefusalCode code() {
        return code;
    }
}
