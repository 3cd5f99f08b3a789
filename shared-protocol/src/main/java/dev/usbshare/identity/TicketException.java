package dev.usbshare.identity;

import java.util.OptionalInt;

/** Text that is no ticket, or not the one that was handed over: one line that says what to do. Never holds what was given. */
public final class TicketException extends Exception {

    private static final long serialVersionUID = 1L;

    /** What is wrong with it. */
    public enum Reason {
        /** Something else altogether. */
        NOT_A_TICKET,
        /** A node id, which says who but not where. */
        NODE_ID,
        /** Characters differ from those of the ticket. */
        MISTYPED,
        /** Its end, or something of its middle, is missing. */
        TRUNCATED,
        /** Made by a later version than this one. */
        NEWER_VERSION,
        /** Its checksum is right, so it was made like this; by no version of ours. */
        MALFORMED
    }

    private final Reason reason;
    private final int position;

    TicketException(Reason reason, String message) {
        this(reason, message, 0);
    }

    TicketException(Reason reason, String message, int position) {
        super(message);
        this.reason = reason;
        this.position = position;
    }

    public Reason reason() {
        return reason;
    }

    /** Which character of the text is wrong, counted from 1, spaces included; empty if that cannot be told. */
    public OptionalInt position() {
        return position == 0 ? OptionalInt.empty() : OptionalInt.of(position);
    }
}
