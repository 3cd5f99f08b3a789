package dev.usbshare.server.dashboard;

import dev.usbshare.dashboard.Cells;
import dev.usbshare.dashboard.Overview;
import dev.usbshare.dashboard.Shown;
import dev.usbshare.dashboard.Table.Cell;
import dev.usbshare.dashboard.Table.Column;
import dev.usbshare.dashboard.Units;
import dev.usbshare.tui.Area;
import dev.usbshare.tui.Ink;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Draws the page of peers. */
final class PeerRows {

    private static final List<Column> COLUMNS = List.of(
            Column.left("", 1, 1, 100),
            Column.left("Peer", 12, 32, 90),
            Column.left("Node", 10, 10, 60),
            Column.left("State", 12, 40, 80),
            Column.left("Devices", 8, 30, 40),
            Column.left("Note", 6, 40, 20));

    private PeerRows() {}

    static void draw(Shown<ServerData> shown, Area area) {
        Overview.list(
                area,
                new Overview.Choice(
                        "Peers",
                        COLUMNS,
                        PeerLines.of(shown.data()).stream()
                                .map(line -> row(shown, line))
                                .toList(),
                        shown.selectedIndex(),
                        List.of(
                                "Nobody is approved yet, and nobody asks.",
                                "t makes a ticket that admits whoever you give it to.")));
    }

    private static List<Cell> row(Shown<ServerData> shown, PeerLine line) {
        Instant now = shown.now();
        return switch (line) {
            case PeerLine.Asks(ServerData.Asking asking) ->
                List.of(
                        Cell.of(asking.isWaiting() ? Ink.FAIR : Ink.BAD, asking.isWaiting() ? "▲" : "✗"),
                        Cell.of(Ink.STRONG, line.name()),
                        Cell.of(Ink.FAINT, PeerLines.shortId(asking.id())),
                        Cell.of(
                                asking.isWaiting() ? Ink.FAIR : Ink.FAINT,
                                (asking.isWaiting() ? "asks to come in, " : "denied, last ")
                                        + Units.duration(Duration.between(asking.lastAsked(), now)) + " ago"),
                        Cells.EMPTY,
                        Cell.of(Ink.FAINT, asking.address()));
            case PeerLine.Approved(ServerData.Peer peer, boolean isHere) ->
                List.of(
                        Cell.of(isHere ? Ink.GOOD : Ink.FAINT, isHere ? "●" : "○"),
                        Cell.of(Ink.STRONG, line.name()),
                        Cell.of(Ink.FAINT, PeerLines.shortId(peer.id())),
                        Cell.of(
                                peer.isExpired() ? Ink.BAD : isHere ? Ink.GOOD : Ink.TEXT,
                                standing(shown, peer, isHere)),
                        Cell.of(Ink.TEXT, peer.grants().isEmpty() ? "all shared" : String.join(", ", peer.grants())),
                        Cell.of(Ink.FAINT, peer.source().equals("settings") ? "from the settings" : peer.notes()));
        };
    }

    private static String standing(Shown<ServerData> shown, ServerData.Peer peer, boolean isHere) {
        if (peer.isExpired()) {
            return "expired";
        }
        String way = shown.data()
                .sessionOf(PeerLines.shortId(peer.id()))
                .map(ServerData.Session::path)
                .map(path -> ", " + path.kind())
                .orElse("");
        return (isHere ? "connected" + way : "approved")
                + (peer.expires() == null
                        ? ""
                        : ", until " + Units.duration(Duration.between(shown.now(), peer.expires())) + " from now");
    }
}
