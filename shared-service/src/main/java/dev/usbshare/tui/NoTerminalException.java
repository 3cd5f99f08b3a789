package dev.usbshare.tui;

/** There is no terminal that a screen can be drawn on. The message is for a person and says what to do. */
public final class NoTerminalException extends Exception {
    private static final long serialVersionUID = 1;

    NoTerminalException(String message) {
        super(message);
    }
}
