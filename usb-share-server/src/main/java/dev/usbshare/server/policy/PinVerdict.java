package dev.usbshare.server.policy;

import dev.usbshare.wire.RefusalCode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What a policy's PIN says to a peer that stands with it as it does. */
final class PinVerdict {

    private PinVerdict() {}

    static RuleVerdict of(DevicePolicy policy, PinStanding standing, Instant now) {
        return switch (standing) {
            case PinStanding.Right() -> RuleVerdict.allows(policy, Rule.PIN, "the PIN is right");
            case PinStanding.Missing() -> RuleVerdict.asks(policy, "needs its PIN");
            case PinStanding.Wrong(int triesLeft) ->
                RuleVerdict.refuses(
                        policy,
                        Rule.PIN,
                        RefusalCode.PIN_WRONG,
                        "the PIN is wrong"
                                + (triesLeft > 0 ? "; tries left before a pause: " + triesLeft : "; a pause begins"));
            case PinStanding.Locked(Duration remaining) ->
                RuleVerdict.refuses(
                                policy,
                                Rule.PIN,
                                RefusalCode.PIN_LOCKED,
                                "too many wrong PINs; try again in " + PolicyForm.text(roundedUp(remaining)))
                        .changing(Optional.of(now.plus(remaining)));
        };
    }

    private static Duration roundedUp(Duration duration) {
        long seconds = duration.plusNanos(999_999_999).toSeconds();
        return Duration.ofSeconds(seconds > 120 ? (seconds + 59) / 60 * 60 : seconds);
    }
}
