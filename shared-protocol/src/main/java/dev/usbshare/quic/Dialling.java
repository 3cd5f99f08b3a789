package dev.usbshare.quic;

import dev.usbshare.identity.NodeId;
import dev.usbshare.lookup.NodeAddresses;
import dev.usbshare.path.PeerPaths;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One attempt to reach a peer. Confined to the transport's event loop, but for the future. */
final class Dialling {

    final NodeId expected;
    NodeAddresses addresses;
    final PeerHandler handler;
    final CompletableFuture<PeerConnection> result = new CompletableFuture<>();

    /** Who answered instead. */
    @Nullable
    NodeId presented;

    /** Once the dialling has begun. */
    @Nullable
    PeerPaths paths;

    Dialling(NodeId expected, NodeAddresses addresses, PeerHandler handler) {
        this.expected = expected;
        this.addresses = addresses;
        this.handler = handler;
    }

    /** Where, for people. */
    String where() {
        String all = Stream.concat(
                        addresses.direct().stream().map(a -> a.getHostString() + " port " + a.getPort()),
                        addresses.relays().stream().map(relay -> "relay " + relay))
                .collect(Collectors.joining(", "));
        return all.isEmpty() ? "a node whose address nobody knows" : all;
    }
}
