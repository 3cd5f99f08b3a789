package dev.usbshare.path;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One way to a peer, as people are shown it.
 *
 * @param target the peer's address and port, or the relay's URL
 * @param active what is sent goes this way
 * @param since when it came into its state; of the active one, when it became active
 * @param roundTrip of the probes, smoothed; null before the first answer
 * @param lossPercent of the latest probes
 */
public record PathView(
        PathKind kind,
        String target,
        State state,
        boolean active,
        Instant since,
        @Nullable Duration roundTrip,
        double lossPercent) {

    /** What probes say of a path. */
    public enum State {
        /** Not answered yet. */
        UNPROVED,
        /** Answered, with the largest packets. */
        VALID,
        /** An answer is overdue. */
        SUSPECT,
        /** It was valid and answers no more. */
        DEAD
    }
}
