package dev.usbshare.server.access;

import dev.usbshare.identity.IdentityHistory;
import dev.usbshare.identity.NodeId;
import dev.usbshare.identity.PairingSecret;
import java.net.SocketAddress;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The peers of the settings, for good: nobody can ask or be invited. An empty list admits nobody. Immutable. */
public final class ApprovedPeers implements PeerAccess {

    private final Map<NodeId, ApprovedPeer> byId;

    /** @throws IllegalArgumentException if a node id occurs twice */
    public ApprovedPeers(List<ApprovedPeer> peers) {
        byId = peers.stream()
                .collect(Collectors.toUnmodifiableMap(ApprovedPeer::id, Function.identity(), (one, other) -> {
                    throw new IllegalArgumentException("peer " + one.id() + " is listed twice; remove one entry");
                }));
    }

    @Override
    public AccessDecision decide(NodeId id) {
        @Nullable ApprovedPeer peer = byId.get(id);
        return peer != null
                ? new AccessDecision.Granted(peer)
                : new AccessDecision.Denied(
                        "node " + id + " is not approved here; add it to usb-share.peers of the server");
    }

    @Override
    public CompletionStage<AccessDecision> redeem(NodeId peer, PairingSecret secret, SocketAddress address) {
        return CompletableFuture.completedStage(new AccessDecision.Denied("this server issues no tickets"));
    }

    @Override
    public CompletionStage<AccessDecision> follow(NodeId peer, IdentityHistory history) {
        return CompletableFuture.completedStage(decide(peer));
    }

    @Override
    public void asked(NodeId peer, String nodeName, SocketAddress address) {}

    @Override
    public void turnedAway() {}

    @Override
    public void addListener(PeerListener listener) {}

    public Collection<ApprovedPeer> all() {
        return byId.values();
    }

    public int size() {
        return byId.size();
    }
}
