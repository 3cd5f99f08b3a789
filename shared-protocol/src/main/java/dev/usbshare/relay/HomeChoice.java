package dev.usbshare.relay;

import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which relay a node is to be found at: the nearest; but who moves must be looked for, so another one must be clearly nearer.
 */
final class HomeChoice {

    /** Nearer by less is not worth a move. */
    static final Duration WORTH_MOVING = Duration.ofMillis(10);

    private HomeChoice() {}

    /**
     * @param current null for none
     * @param latencies of the relays that can be used, {@code current} included if it is one of them
     * @return null if there is none
     */
    static <R> @Nullable R choose(@Nullable R current, Map<R, Duration> latencies) {
        Map.Entry<R, Duration> nearest = latencies.entrySet().stream()
                .min(Comparator.comparing(Map.Entry::getValue))
                .orElse(null);
        if (nearest == null) {
            return null;
        }
        Duration here = current == null ? null : latencies.get(current);
        if (here == null) {
            return nearest.getKey();
        }
        Duration there = nearest.getValue();
        boolean clearly = there.plus(WORTH_MOVING).compareTo(here) <= 0
                && there.multipliedBy(3).compareTo(here.multipliedBy(2)) <= 0;
        return clearly ? nearest.getKey() : current;
    }
}
