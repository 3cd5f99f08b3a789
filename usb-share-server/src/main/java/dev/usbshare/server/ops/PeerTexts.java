package dev.usbshare.server.ops;

import dev.usbshare.server.access.PeerTerms;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * What a person writes into a request about a peer. Reading it throws IllegalArgumentException, or what {@link PeerTerms} throws, saying
 * what is wrong.
 *
 * @param grants see {@link PeerInputs#grants}
 * @param expires see {@link PeerInputs#expires}
 */
record PeerTexts(
        @Nullable String name,
        @Nullable String notes,
        @Nullable String grants,
        @Nullable String expires,
        @Nullable Boolean takeOver) {

    /** Of a new peer. */
    PeerTerms terms(Clock clock) {
        return new PeerTerms(
                name == null ? "" : name,
                notes == null ? "" : notes,
                PeerInputs.grants(grants),
                PeerInputs.expires(expires, clock),
                takeOver != null && takeOver);
    }

    /** Of a peer that is known: what was not written stays. */
    PeerTerms changed(PeerTerms before, Clock clock) {
        PeerTerms changed = before;
        if (name != null) {
            changed = changed.withName(name);
        }
        if (notes != null) {
            changed = changed.withNotes(notes);
        }
        if (grants != null) {
            changed = changed.withGrants(PeerInputs.grants(grants));
        }
        if (expires != null) {
            changed = changed.withExpires(PeerInputs.expires(expires, clock));
        }
        if (takeOver != null) {
            changed = changed.withTakeOver(takeOver);
        }
        return changed;
    }
}
