package dev.usbshare.path;

import dev.usbshare.lookup.NodeAddresses;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * What two nodes tell each other about the ways between them, over their connection: nobody else can read it or say it in
 * their name.
 */
public sealed interface PathSignal {

    /**
     * Probes may be sent to this slot. The side that dialled says it first, with the secret of both directions' keys.
     *
     * @param secret {@value ProbeCodec#SECRET_BYTES} bytes from the side that dialled, none from the other
     */
    record Open(long slot, byte[] secret) implements PathSignal {

        public static final int SECRET_BYTES = ProbeCodec.SECRET_BYTES;

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Open(var otherSlot, var otherSecret)
                    && slot == otherSlot
                    && MessageDigest.isEqual(secret, otherSecret);
        }

        @Override
        public int hashCode() {
            return Long.hashCode(slot);
        }

        /** Without the secret. */
        @Override
        public String toString() {
            return "Open[]";
        }
    }

    /** Where the sender may be reached: all it knows, in place of what it said before. */
    record Candidates(NodeAddresses addresses) implements PathSignal {}

    /** Both probe every candidate at once, which opens NATs on both sides. */
    record Punch() implements PathSignal {}
}
