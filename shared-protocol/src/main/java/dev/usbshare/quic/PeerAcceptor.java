package dev.usbshare.quic;

/** Decides what to do with a peer that dialled us and proved its node id; called on the transport's executor. */
@FunctionalInterface
public interface PeerAcceptor {

    /** Never refuses by itself: to refuse, close the connection with a code. */
    PeerHandler accept(PeerConnection connection);
}
