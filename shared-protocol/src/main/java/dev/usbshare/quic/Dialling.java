package dev.usbshare.quic;

import dev.usbshare.identity.NodeId;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One attempt to reach a peer. Confined to the transport's event loop, but for the future. */
final class Dialling {

    final NodeId expected;
    final InetSocketAddress address;
    final PeerHandler handler;
    final CompletableFuture<PeerConnection> result = new CompletableFuture<>();

    /** Who answered instead. */
    @Nullable
    NodeId presented;

    Dialling(NodeId expected, InetSocketAddress address, PeerHandler handler) {
        this.expected = expected;
        this.address = address;
        this.handler = handler;
    }
}
