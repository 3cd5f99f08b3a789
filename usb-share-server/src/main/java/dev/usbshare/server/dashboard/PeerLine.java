package dev.usbshare.server.dashboard;

/** A row of the page of peers. */
sealed interface PeerLine {

    /** Somebody who asks to be approved, or was denied. */
    record Asks(ServerData.Asking asking) implements PeerLine {}

    /** @param isHere whether it is connected */
    record Approved(ServerData.Peer peer, boolean isHere) implements PeerLine {}

    default String id() {
        return switch (this) {
            case Asks(ServerData.Asking asking) -> asking.id();
            case Approved(ServerData.Peer peer, boolean isHere) -> peer.id();
        };
    }

    /** For people. */
    default String name() {
        return switch (this) {
            case Asks(ServerData.Asking asking) -> named(asking.nodeName(), asking.id());
            case Approved(ServerData.Peer peer, boolean isHere) -> named(peer.name(), peer.id());
        };
    }

    private static String named(String name, String id) {
        return name.isBlank() ? PeerLines.shortId(id) : name;
    }
}
