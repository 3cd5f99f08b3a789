package dev.usbshare.tui;

/** The world of an {@link App}. Both methods may block; failures that are to be expected are news too. */
public interface Outside<S, N, C> {

    /** Looks how things are. Called about once a second, on a thread of its own. */
    N look(S state);

    /** Does something; on a thread of its own. */
    N carryOut(C command);
}
