package dev.usbshare.path;

import dev.usbshare.lookup.NodeAddresses;
import dev.usbshare.path.Directness.Reason;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Finds out, for people, why a connection goes through a relay. Confined to the node's event loop. */
final class Obstacles {

    /** Longer than a round of pings, and than asking how the NATs are. */
    private static final long TRYING = TimeUnit.SECONDS.toNanos(6);

    private final PathNetwork network;
    private final long since;
    private @Nullable NodeAddresses told;

    Obstacles(PathNetwork network) {
        this.network = network;
        this.since = network.now();
    }

    /** What the peer says of where it is. */
    void told(NodeAddresses addresses) {
        told = addresses;
    }

    /**
     * @param active null while none is in use
     * @param wanted paths were asked of the peer
     * @param open the peer has agreed
     */
    Directness judge(@Nullable Path active, boolean wanted, boolean open, long now) {
        if (active != null && !active.isRelay()) {
            return new Directness(Reason.IS_DIRECT, "");
        }
        if (!network.usesAddresses()) {
            return new Directness(Reason.TURNED_OFF, "this node uses relays only (usb-share.network.relay-only)");
        }
        if (now - since < TRYING) {
            return new Directness(Reason.TRYING, "");
        }
        if (!wanted || !open) {
            return new Directness(
                    Reason.PEER_TOO_OLD, "the peer's version knows no paths, or it has not been approved yet");
        }
        NodeAddresses peer = told;
        if (peer == null || peer.direct().isEmpty()) {
            return new Directness(Reason.NO_ADDRESS, "the peer tells no address: it may use relays only");
        }
        return switch (network.nat()) {
            case BLOCKED ->
                new Directness(
                        Reason.UDP_BLOCKED,
                        "no UDP packet is answered here: let outgoing UDP pass this network's firewall");
            case SYMMETRIC ->
                new Directness(
                        Reason.SYMMETRIC_NAT,
                        "the NAT here gives each destination another port: forward the UDP port in the router, or turn on"
                                + " usb-share.network.port-mapping");
            case STEADY, UNKNOWN ->
                new Directness(
                        Reason.NO_ANSWER,
                        "none of the peer's addresses answers: its NAT or firewall keeps UDP out; see the peer's own view");
        };
    }
}
