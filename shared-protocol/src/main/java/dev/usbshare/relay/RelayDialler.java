package dev.usbshare.relay;

import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reaches relays. Nothing blocks, and nothing is told before a method has returned. Confined to the event loop. */
interface RelayDialler {

    /** Something under way. */
    interface Attempt {

        /** Ends it, or the connection it has become; nothing is told any more. Harmless when it is over. */
        void cancel();
    }

    /** Connects, and proves who this node is. Bounded in time. */
    Attempt dial(RelayUrl url, RelayLinkEvents events);

    /**
     * Measures how far a relay is: one question there, one answer back, on a connection of its own. Bounded in time.
     *
     * @param result told once; null if there was no answer
     */
    Attempt measure(RelayUrl url, Consumer<@Nullable Duration> result);
}
