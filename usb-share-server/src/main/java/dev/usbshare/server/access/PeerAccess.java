package dev.usbshare.server.access;

import dev.usbshare.identity.IdentityHistory;
import dev.usbshare.identity.NodeId;
import dev.usbshare.identity.PairingSecret;
import java.net.SocketAddress;
import java.util.concurrent.CompletionStage;

/**
 * The question at the door: who may come in. Denies whom it does not know, and whenever it cannot tell.
 *
 * <p><b>Confinement</b>: thread-safe; nothing here blocks. Stages end on any thread, and fail if what was decided could not be
 * stored: then nothing was granted.
 */
public interface PeerAccess {

    AccessDecision decide(NodeId peer);

    /** Redeems a ticket for {@code peer}, whose key TLS has proved. Granted with what the ticket grants, or denied with the reason. */
    CompletionStage<AccessDecision> redeem(NodeId peer, PairingSecret secret, SocketAddress address);

    /** Finds out whether an unknown peer is an approved one with a new key, and remembers it by the new one then. */
    CompletionStage<AccessDecision> follow(NodeId peer, IdentityHistory history);

    /**
     * An unknown peer asks to be approved. Remembers it for a person to decide, as far as there is room.
     *
     * @param nodeName what it calls itself
     */
    void asked(NodeId peer, String nodeName, SocketAddress address);

    /** An unknown peer was turned away unheard, since too many ask. */
    void turnedAway();

    void addListener(PeerListener listener);
}
