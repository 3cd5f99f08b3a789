package dev.usbshare.path;

import dev.usbshare.lookup.NodeAddresses;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the two sides of one connection tell each other about their paths.
 *
 * <p><b>Confinement</b>: the node's event loop.
 */
final class PathExchange {

    private final PathNetwork network;
    private final PathProber prober;
    private final Obstacles obstacles;
    private final long slot;
    private final boolean dialled;
    private @Nullable Consumer<PathSignal> out;
    private byte[] secret = {};
    private boolean told;

    /** @param dialled this side begins, and chooses the secret of the probes' keys */
    PathExchange(PathNetwork network, PathProber prober, Obstacles obstacles, long slot, boolean dialled) {
        this.network = network;
        this.prober = prober;
        this.obstacles = obstacles;
        this.slot = slot;
        this.dialled = dialled;
    }

    /** Better ways are looked for. */
    boolean isOpen() {
        return out != null;
    }

    /** As {@link PeerPaths#open}. */
    void open(Consumer<PathSignal> toPeer) {
        if (out != null) {
            return;
        }
        out = toPeer;
        network.opened();
        if (dialled) {
            secret = ProbeSecret.next();
            toPeer.accept(new PathSignal.Open(slot, secret));
            tellOwn();
        }
    }

    /**
     * Takes what the peer tells.
     *
     * @return where it may be as well
     * @throws IllegalArgumentException if it makes no sense
     */
    NodeAddresses received(PathSignal signal) {
        Consumer<PathSignal> toPeer = out;
        if (toPeer == null) {
            throw new IllegalArgumentException("paths were not asked for");
        }
        return switch (signal) {
            case PathSignal.Open(var peerSlot, var peerSecret) -> {
                opened(peerSlot, peerSecret, toPeer);
                yield NodeAddresses.NONE;
            }
            case PathSignal.Candidates(var addresses) -> {
                obstacles.told(addresses);
                yield Hygiene.ofCandidates(addresses, network.isOnLoopback());
            }
            case PathSignal.Punch() -> NodeAddresses.NONE;
        };
    }

    private void opened(long peerSlot, byte[] peerSecret, Consumer<PathSignal> toPeer) {
        if (prober.isOpen() || peerSecret.length != (dialled ? 0 : ProbeCodec.SECRET_BYTES)) {
            throw new IllegalArgumentException("paths are opened once, with a secret from the side that dialled");
        }
        prober.open(new ProbeCodec(dialled ? secret : peerSecret, dialled, peerSlot));
        secret = new byte[0];
        if (!dialled) {
            toPeer.accept(new PathSignal.Open(slot, new byte[0]));
            tellOwn();
        }
    }

    /** Has both sides probe everything, if that is this side's to say and time for it. */
    void punchIfDue(boolean direct, long now) {
        Consumer<PathSignal> toPeer = out;
        if (dialled && toPeer != null && prober.isPunchDue(direct, now)) {
            toPeer.accept(new PathSignal.Punch());
            prober.startRound();
        }
    }

    /** This node may be reached elsewhere than it said: whether the peer was told. */
    boolean ownChanged() {
        if (told) {
            tellOwn();
        }
        return told;
    }

    private void tellOwn() {
        Consumer<PathSignal> toPeer = out;
        if (toPeer != null) {
            told = true;
            toPeer.accept(new PathSignal.Candidates(network.own()));
        }
    }

    /** Nothing more is told. */
    void close() {
        out = null;
        told = false;
    }
}
