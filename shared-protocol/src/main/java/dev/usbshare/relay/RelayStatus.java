package dev.usbshare.relay;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One relay as this node finds it.
 *
 * @param home peers that look this node up are sent there
 * @param since when it became so
 * @param latency there and back, as measured last; null if never
 * @param problem what people should know, and what to do about it; empty if nothing
 */
public record RelayStatus(
        RelayUrl url,
        State state,
        boolean home,
        Instant since,
        @Nullable Duration latency,
        String problem) {

    /** How the connection is. */
    public enum State {
        /** Nothing is sent there. */
        IDLE,
        CONNECTING,
        CONNECTED,
        /** Tried again after a while. */
        WAITING
    }
}
