package dev.usbshare.relay;

import dev.usbshare.identity.NodeKey;
import dev.usbshare.relay.RelayFrame.ClientAuth;
import dev.usbshare.relay.RelayFrame.ServerChallenge;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;
import org.apache.commons.codec.digest.Blake3;

/**
 * How a node proves to a relay that it is the one with that id: it signs, with Ed25519, what BLAKE3 derives from the relay's random
 * bytes and a text that no other signature of its key is about. So no relay can have anything else signed.
 */
public final class RelayHandshake {

    private static final byte[] CONTEXT =
            "iroh-relay handshake v1 challenge signature".getBytes(StandardCharsets.US_ASCII);
    private static final int SIGNED_BYTES = 32;

    private RelayHandshake() {}

    /** @param random cryptographically strong */
    public static ServerChallenge challenge(RandomGenerator random) {
        byte[] challenge = new byte[ServerChallenge.BYTES];
        random.nextBytes(challenge);
        return new ServerChallenge(challenge);
    }

    public static ClientAuth answer(ServerChallenge challenge, NodeKey key) {
        return new ClientAuth(key.id(), key.sign(signed(challenge)));
    }

    /** Whether the node that {@code answer} names gave it. Takes the time of one Ed25519 verification. */
    public static boolean isGenuine(ServerChallenge challenge, ClientAuth answer) {
        return answer.id().verifies(signed(challenge), answer.signature());
    }

    static byte[] signed(ServerChallenge challenge) {
        byte[] signed = new byte[SIGNED_BYTES];
        Blake3.initKeyDerivationFunction(CONTEXT).update(challenge.challenge()).doFinalize(signed);
        return signed;
    }
}
