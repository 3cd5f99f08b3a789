package dev.usbshare.relay;

import dev.usbshare.identity.NodeKey;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * How a node uses relays.
 *
 * @param key who it says it is there
 * @param relays known from the start, at most {@value #MAX_RELAYS}
 * @param findable keeps a connection to the nearest of them, so that peers can reach this node there
 * @param trust whom a relay's certificate must be from
 * @param random need not be cryptographically strong
 * @param clock for people
 */
public record RelayConfig(
        NodeKey key,
        List<RelayUrl> relays,
        boolean findable,
        RelayTrust trust,
        RandomGenerator random,
        InstantSource clock) {

    public static final int MAX_RELAYS = 16;

    public RelayConfig {
        relays = relays.stream().distinct().toList();
        if (relays.size() > MAX_RELAYS) {
            throw new IllegalArgumentException(relays.size() + " relays; at most " + MAX_RELAYS);
        }
    }
}
