package dev.usbshare.client.vhci;

import java.io.IOException;

/** A system call failed. */
final class ErrnoException extends IOException {

    private static final long serialVersionUID = 1L;

    private final int errno;

    ErrnoException(String action, int errno) {
        super(action + ": " + Errno.text(errno));
        this.errno = errno;
    }

    int errno() {
        return errno;
    }
}
