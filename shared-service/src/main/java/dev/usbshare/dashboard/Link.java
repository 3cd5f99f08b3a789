package dev.usbshare.dashboard;

import java.time.Duration;
import java.time.Instant;

/** Whether the service answers. */
public sealed interface Link {

    /** It was not heard yet. */
    record Opening() implements Link {}

    record Up() implements Link {}

    /** @param reason why not, for a person */
    record Down(String reason, Instant since) implements Link {}

    default Link answered() {
        return new Up();
    }

    /** An answer did not come; the first of several such moments counts. */
    default Link failed(String reason, Instant now) {
        return this instanceof Down(String before, Instant since) ? new Down(reason, since) : new Down(reason, now);
    }

    /** For how long it has been silent. */
    static Duration silence(Down down, Instant now) {
        return Duration.between(down.since(), now);
    }
}
