package dev.usbshare.server.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a lease is bound by while it lasts.
 *
 * @param ends when it ends whatever its holder does: a window that closes, or the longest time allowed
 * @param endReason why, for people; empty without an end
 * @param warnings how long before its end the holder is warned, longest first
 * @param idleTimeout ends a lease on which no URB has been submitted for this long
 * @param bytesPerSecond of this device's bulk and isochronous data, both directions together; 0 for no limit
 * @param takeOver whether this peer may take the device from whoever has it: it was approved to, and no policy leaves it out
 * @param pins that the holder has typed, of those that policies ask for
 */
public record LeaseTerms(
        Optional<Instant> ends,
        String endReason,
        List<Duration> warnings,
        Optional<Duration> idleTimeout,
        long bytesPerSecond,
        boolean takeOver,
        Set<PinHash> pins) {

    /** Nothing bounds it. */
    public static final LeaseTerms UNBOUND =
            new LeaseTerms(Optional.empty(), "", List.of(), Optional.empty(), 0, false);

    public LeaseTerms {
        warnings = List.copyOf(warnings);
        pins = Set.copyOf(pins);
        if (bytesPerSecond < 0) {
            throw new IllegalArgumentException("bytes per second: " + bytesPerSecond);
        }
    }

    /** For a device without a PIN. */
    public LeaseTerms(
            Optional<Instant> ends,
            String endReason,
            List<Duration> warnings,
            Optional<Duration> idleTimeout,
            long bytesPerSecond,
            boolean takeOver) {
        this(ends, endReason, warnings, idleTimeout, bytesPerSecond, takeOver, Set.of());
    }

    public LeaseTerms withTakeOver(boolean right) {
        return new LeaseTerms(ends, endReason, warnings, idleTimeout, bytesPerSecond, right, pins);
    }
}
