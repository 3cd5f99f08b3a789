package dev.usbshare.lookup;

/** A packet that is none of pkarr's, or that the named node did not sign. The message is one line and holds nothing of it. */
public final class PkarrException extends Exception {

    private static final long serialVersionUID = 1L;

    PkarrException(String message) {
        // No stack trace: anybody may send packets by the thousand.
        super(message, null, false, false);
    }
}
