package dev.usbshare.tui;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A terminal as {@link ScreenLoop} needs it. Its methods may be called from any thread, each from one at a time. */
interface Glass {

    /** Columns and rows. */
    record Size(int columns, int rows) {}

    Size size();

    Painter painter();

    /** Waits for a key; null when the terminal is gone. */
    @Nullable
    Key readKey() throws IOException;

    /** Returns when the terminal has taken the text. */
    void write(String text) throws IOException;

    /** @param changed runs when the size may have changed */
    void onResize(Runnable changed);

    /** @param interrupted runs when the process is asked to end as if by Ctrl-C */
    void onInterrupt(Runnable interrupted);
}
