package dev.usbshare.server.ops;

import dev.usbshare.identity.NodeId;
import dev.usbshare.server.access.PeerDesk;
import dev.usbshare.server.access.PeerEntry;
import dev.usbshare.service.Answers;
import java.util.List;
import java.util.stream.Collectors;

/** Finds the approved peer that a person means, by its node id or by what people call it. */
record PeerChoice(PeerDesk peers) {

    /** Of one that is approved, or of whoever has that node id. */
    NodeId id(String text) throws NotOneException {
        try {
            return NodeId.parse(text);
        } catch (IllegalArgumentException e) {
            return one(text).id();
        }
    }

    PeerEntry one(String text) throws NotOneException {
        List<PeerEntry> meant = peers.peers().stream()
                .filter(peer ->
                        peer.id().toString().equals(text) || peer.terms().name().equalsIgnoreCase(text))
                .toList();
        if (meant.isEmpty()) {
            throw new NotOneException(
                    Answers.NOT_FOUND, "peer " + text + " is not approved here; name one by its node id or its name");
        }
        if (meant.size() > 1) {
            throw new NotOneException(
                    Answers.CONFLICT,
                    meant.size() + " peers are called " + text + "; name one of "
                            + meant.stream()
                                    .map(PeerEntry::id)
                                    .map(NodeId::toString)
                                    .collect(Collectors.joining(", ")));
        }
        return meant.getFirst();
    }
}
