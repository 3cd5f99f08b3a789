package dev.usbshare.server.dashboard;

import java.util.List;
import java.util.stream.Stream;

/** The page of peers in its order: who waits for an answer, who is approved, who was denied. */
final class PeerLines {

    private static final int SHORT_ID = 10;

    private PeerLines() {}

    static List<PeerLine> of(ServerData data) {
        Stream<PeerLine> waiting = data.waiting().stream().map(PeerLine.Asks::new);
        Stream<PeerLine> approved = data.peers().stream()
                .map(peer -> new PeerLine.Approved(
                        peer, data.sessions().stream().anyMatch(s -> peer.id().startsWith(s.peer()))));
        Stream<PeerLine> denied =
                data.asking().stream().filter(a -> !a.isWaiting()).map(PeerLine.Asks::new);
        return Stream.of(waiting, approved, denied).flatMap(lines -> lines).toList();
    }

    /** As everywhere else: the beginning of it. */
    static String shortId(String id) {
        return id.length() > SHORT_ID ? id.substring(0, SHORT_ID) : id;
    }
}
