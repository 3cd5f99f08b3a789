package dev.usbshare.relay;

import dev.usbshare.identity.NodeKey;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a node uses relays.
 *
 * @param key who it says it is there
 * @param relays known from the start, at most {@value #MAX_RELAYS}
 * @param token a secret that is shown to those, if they are spoken to over TLS, and to no other; null for none
 * @param findable keeps a connection to the nearest of them, so that peers can reach this node there
 * @param trust whom a relay's certificate must be from
 * @param random need not be cryptographically strong
 * @param clock for people
 */
public record RelayConfig(
        NodeKey key,
        List<RelayUrl> relays,
        @Nullable String token,
        boolean findable,
        RelayTrust trust,
        RandomGenerator random,
        InstantSource clock) {

    public static final int MAX_RELAYS = 16;

    private static final int MAX_TOKEN_CHARS = 500;

    /** What HTTP takes as one (RFC 6750 §2.1). */
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/=-]{1," + MAX_TOKEN_CHARS + "}");

    public RelayConfig {
        if (token != null && !TOKEN.matcher(token).matches()) {
            throw new IllegalArgumentException(
                    "a relay's token has 1 to " + MAX_TOKEN_CHARS + " letters, digits and -._~+/=");
        }
        relays = relays.stream().distinct().toList();
        if (relays.size() > MAX_RELAYS) {
            throw new IllegalArgumentException(relays.size() + " relays; at most " + MAX_RELAYS);
        }
    }

    /** What is shown to a relay; null for nothing. */
    @Nullable
    String tokenFor(RelayUrl relay) {
        return relay.isSecure() && relays.contains(relay) ? token : null;
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return "RelayConfig[" + key + ", " + relays + (token == null ? "" : ", with a token") + "]";
    }
}
