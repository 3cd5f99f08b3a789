package dev.usbshare.client.dashboard;

import static dev.usbshare.dashboard.Overview.counted;

import dev.usbshare.client.dashboard.ClientData.Attachment;
import dev.usbshare.client.dashboard.ClientData.Device;
import dev.usbshare.client.dashboard.ClientData.Server;
import dev.usbshare.dashboard.Cells;
import dev.usbshare.dashboard.History;
import dev.usbshare.dashboard.Overview;
import dev.usbshare.dashboard.Overview.Count;
import dev.usbshare.dashboard.Shown;
import dev.usbshare.dashboard.Table.Cell;
import dev.usbshare.dashboard.Table.Column;
import dev.usbshare.tui.Area;
import dev.usbshare.tui.Ink;
import java.util.List;
import java.util.Optional;

/** Draws the page of servers. */
final class ServerRows {

    private static final List<Column> COLUMNS = List.of(
            Column.left("", 1, 1, 100),
            Column.left("Server, device", 14, 40, 90),
            Column.left("ID", 9, 24, 20),
            Column.left("State", 8, 26, 80),
            Column.right("Now", 9, 9, 70),
            Column.left("Lately", 8, 20, 55),
            Column.right("Median", 7, 7, 50),
            Column.right("RTT", 7, 7, 60));

    private ServerRows() {}

    static void draw(Shown<ClientData> shown, Area area, Optional<Line> selected) {
        var choice = new Overview.Choice(
                "Servers and devices",
                COLUMNS,
                Line.of(shown.data()).stream().map(line -> row(shown, line)).toList(),
                shown.selectedIndex(),
                List.of("No server is known yet.", "a adds one: ask its operator for a ticket."));
        Overview.draw(shown, area, counts(shown.data()), choice, selected.map(line -> chosen(shown, line)));
    }

    private static List<Count> counts(ClientData data) {
        long connected = data.servers().stream().filter(Server::isConnected).count();
        long attached =
                data.attachments().stream().filter(Attachment::isAttached).count();
        return List.of(
                new Count(Ink.FAINT, counted(data.servers().size(), "server") + ", "),
                new Count(connected == 0 ? Ink.FAINT : Ink.GOOD, connected + " connected"),
                new Count(Ink.FAINT, "   " + counted(data.devices().size(), "device") + ", "),
                new Count(attached == 0 ? Ink.FAINT : Ink.GOOD, attached + " attached"));
    }

    private static Overview.Chosen chosen(Shown<ClientData> shown, Line line) {
        return switch (line) {
            case Line.OfServer(Server server) ->
                new Overview.Chosen(
                        server.name(), Optional.empty(), facts -> ClientDetails.server(shown, server, facts));
            case Line.OfDevice(Device device) ->
                new Overview.Chosen(
                        device.name(),
                        Optional.of(shown.history(device.key())),
                        facts -> ClientDetails.device(shown, device, facts));
        };
    }

    private static List<Cell> row(Shown<ClientData> shown, Line line) {
        return switch (line) {
            case Line.OfServer(Server server) -> server(server);
            case Line.OfDevice(Device device) -> device(shown, device);
        };
    }

    private static List<Cell> server(Server server) {
        return List.of(
                Cell.of(ClientDetails.ink(server), ClientDetails.sign(server)),
                Cell.of(Ink.STRONG, server.name()),
                Cell.of(Ink.FAINT, server.address()),
                Cell.of(
                        ClientDetails.ink(server),
                        server.state()
                                + (server.path() == null
                                        ? ""
                                        : ", " + server.path().kind())),
                Cells.EMPTY,
                Cells.EMPTY,
                Cells.EMPTY,
                Cells.roundTrip(server.path()));
    }

    private static List<Cell> device(Shown<ClientData> shown, Device device) {
        Optional<Attachment> attachment = shown.data().attachmentOf(device);
        History history = shown.history(device.key());
        boolean isAttached = attachment.map(Attachment::isAttached).orElse(false);
        Ink ink = isAttached ? Ink.GOOD : attachment.isPresent() ? Ink.FAIR : Ink.FAINT;
        return List.of(
                Cell.of(ink, isAttached ? "●" : attachment.isPresent() ? "◐" : "○"),
                Cell.of(isAttached ? Ink.STRONG : Ink.TEXT, "  " + device.name()),
                Cell.of(Ink.FAINT, device.usbId()),
                Cell.of(ink, ClientDetails.standing(device, attachment.orElse(null))),
                Cells.rate(history, isAttached),
                Cells.curve(shown, history),
                Cells.median(attachment.map(Attachment::latency).orElse(null)),
                Cells.EMPTY);
    }
}
