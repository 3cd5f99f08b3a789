package dev.usbshare.server.policy;

import java.time.Duration;

/** How a peer stands with a policy's PIN. */
sealed interface PinStanding {

    /** None was typed. */
    record Missing() implements PinStanding {}

    record Right() implements PinStanding {}

    /** @param triesLeft before the next lock-out */
    record Wrong(int triesLeft) implements PinStanding {}

    /** None is looked at. */
    record Locked(Duration remaining) implements PinStanding {}
}
