package dev.usbshare.client.dashboard;

import dev.usbshare.client.dashboard.ClientState.Dialog;
import dev.usbshare.dashboard.Chrome;
import dev.usbshare.dashboard.CodeDialog;
import dev.usbshare.dashboard.Dialogs;
import dev.usbshare.dashboard.History;
import dev.usbshare.dashboard.Keys;
import dev.usbshare.dashboard.Table;
import dev.usbshare.dashboard.Table.Cell;
import dev.usbshare.dashboard.Table.Column;
import dev.usbshare.dashboard.Units;
import dev.usbshare.dashboard.UseFacts;
import dev.usbshare.service.meters.LatencyRow;
import dev.usbshare.service.meters.PathRow;
import dev.usbshare.tui.Area;
import dev.usbshare.tui.Ink;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Draws the client's dashboard. */
final class ClientView {

    private static final String PROGRAM = "usb-share client";

    private static final Keys KEYS = Keys.of(
            "?",
            "help",
            "q",
            "quit",
            "Space",
            "attach",
            "Enter",
            "connect",
            "d",
            "disconnect",
            "a",
            "add",
            "r",
            "remove",
            "l",
            "log",
            "c",
            "who am I",
            "n",
            "PIN");
    private static final Keys LOG_KEYS =
            Keys.of("Esc", "back", "Tab", "log or audit log", "↑↓", "scroll", "Home", "newest", "?", "help");

    private static final Keys HELP = Keys.of(
            "↑ ↓ j k", "choose a server or a device; PgUp, PgDn, Home and End too",
            "Space", "attach the device to this machine, or detach it",
            "n", "attach the device with its PIN",
            "Enter", "connect to the server at once; on what is connected: details",
            "d", "disconnect from the server; on a device: detach it",
            "a", "add a server: by ticket, or by node id and address",
            "r", "remove the server",
            "c", "who this client is: its node id, for a server's operator",
            "l", "the log and the audit log",
            "Ctrl-L", "draw everything anew",
            "q", "leave; the service goes on, and devices stay attached");

    private static final List<Column> COLUMNS = List.of(
            Column.left("", 1, 1, 100),
            Column.left("Server, device", 14, 40, 90),
            Column.left("ID", 9, 24, 20),
            Column.left("State", 8, 26, 80),
            Column.right("Now", 9, 9, 70),
            Column.left("Lately", 8, 30, 55),
            Column.right("Median", 7, 7, 50),
            Column.right("RTT", 7, 7, 60));

    private final ZoneId zone;

    ClientView(ZoneId zone) {
        this.zone = zone;
    }

    void draw(ClientState state, Area screen) {
        if (!Chrome.fits(screen)) {
            return;
        }
        screen.clear();
        ClientData.Identity identity = state.data().identity();
        String about = identity == null
                ? ""
                : identity.nodeId().substring(0, Math.min(10, identity.nodeId().length()));
        Chrome.header(screen, PROGRAM, about, state.link(), state.now());
        Area body = Chrome.banner(Chrome.body(screen), state.link());
        if (state.isLog()) {
            state.log().draw(body, state.now(), zone);
        } else {
            lines(state, body);
        }
        Chrome.footer(screen, state.isLog() ? LOG_KEYS : KEYS);
        dialog(state, body);
        state.toasts().draw(body);
    }

    private static void lines(ClientState state, Area body) {
        summary(state, body.row(0));
        Area rest = body.part(0, 1, body.columns(), body.rows() - 1);
        int detailRows = rest.rows() >= 16 ? ClientDetails.ROWS + 2 : 0;
        Area list = rest.part(0, 0, rest.columns(), rest.rows() - detailRows)
                .frame(Ink.BORDER, Ink.STRONG, "Servers and devices");
        List<Line> lines = Line.of(state.data());
        if (lines.isEmpty()) {
            list.text(2, 1, Ink.FAINT, "No server is known yet.");
            list.text(2, 2, Ink.FAINT, "a adds one: ask its operator for a ticket.");
        } else {
            double top = top(state);
            new Table(COLUMNS, lines.stream().map(line -> row(state, line, top)).toList())
                    .draw(list, state.selectedIndex());
        }
        if (detailRows > 0) {
            ClientDetails.draw(state, rest.part(0, rest.rows() - detailRows, rest.columns(), detailRows));
        }
    }

    private static void summary(ClientState state, Area row) {
        ClientData data = state.data();
        long connected =
                data.servers().stream().filter(ClientData.Server::isConnected).count();
        long attached = data.attachments().stream()
                .filter(ClientData.Attachment::isAttached)
                .count();
        int x = row.text(2, 0, Ink.FAINT, counted(data.servers().size(), "server") + ", ");
        x = row.text(x, 0, connected == 0 ? Ink.FAINT : Ink.GOOD, connected + " connected");
        x = row.text(x + 3, 0, Ink.FAINT, counted(data.devices().size(), "device") + ", ");
        x = row.text(x, 0, attached == 0 ? Ink.FAINT : Ink.GOOD, attached + " attached");
        double in = 0;
        double out = 0;
        for (ClientData.Device device : data.devices()) {
            in += state.history(device).now().bytesIn();
            out += state.history(device).now().bytesOut();
        }
        String rates = "↓ " + Units.rate(in) + "  ↑ " + Units.rate(out);
        if (in + out > 0 && x + 3 + rates.length() < row.columns()) {
            row.textBefore(row.columns() - 2, 0, Ink.STRONG, rates);
        }
    }

    private static String counted(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    /** One scale for all curves, so that they can be compared. */
    private static double top(ClientState state) {
        return state.data().devices().stream()
                .mapToDouble(d -> History.top(state.history(d).total()))
                .max()
                .orElse(1);
    }

    private static List<Cell> row(ClientState state, Line line, double top) {
        return switch (line) {
            case Line.OfServer(ClientData.Server server) -> server(server);
            case Line.OfDevice(ClientData.Device device) -> device(state, device, top);
        };
    }

    private static List<Cell> server(ClientData.Server server) {
        PathRow path = server.path();
        return List.of(
                Cell.of(ClientDetails.ink(server), ClientDetails.sign(server)),
                Cell.of(Ink.STRONG, server.name()),
                Cell.of(Ink.FAINT, server.address()),
                Cell.of(ClientDetails.ink(server), server.state()),
                Cell.of(Ink.TEXT, ""),
                Cell.of(Ink.TEXT, ""),
                Cell.of(Ink.TEXT, ""),
                Cell.of(path == null ? Ink.FAINT : UseFacts.ink(path.quality()), rtt(path)));
    }

    private static String rtt(@Nullable PathRow path) {
        return path == null || path.rttMillis() == null ? "" : Units.millis(path.rttMillis());
    }

    private static List<Cell> device(ClientState state, ClientData.Device device, double top) {
        Optional<ClientData.Attachment> attachment = state.data().attachmentOf(device);
        History history = state.history(device);
        boolean isAttached = attachment.map(ClientData.Attachment::isAttached).orElse(false);
        var cells = new ArrayList<Cell>();
        Ink ink = isAttached ? Ink.GOOD : attachment.isPresent() ? Ink.FAIR : Ink.FAINT;
        cells.add(Cell.of(ink, isAttached ? "●" : attachment.isPresent() ? "◐" : "○"));
        cells.add(Cell.of(isAttached ? Ink.STRONG : Ink.TEXT, "  " + device.name()));
        cells.add(Cell.of(Ink.FAINT, device.usbId()));
        cells.add(Cell.of(ink, ClientDetails.standing(device, attachment.orElse(null))));
        double now = history.now().bytes();
        cells.add(Cell.of(now > 0 ? Ink.STRONG : Ink.FAINT, isAttached ? Units.rate(now) : ""));
        cells.add(Cell.curve(Ink.INWARD, history.total(), top));
        cells.add(Cell.of(
                Ink.TEXT,
                attachment
                        .flatMap(a -> Optional.ofNullable(a.latency()))
                        .map(LatencyRow::medianMillis)
                        .map(Units::millis)
                        .orElse("")));
        cells.add(Cell.of(Ink.TEXT, ""));
        return cells;
    }

    private static void dialog(ClientState state, Area body) {
        switch (state.dialog()) {
            case Dialog.None none -> {}
            case Dialog.Help help ->
                Dialogs.help(body, "Keys", HELP, List.of("● connected, attached  ◐ on its way, in line  ○ not"));
            case Dialog.Details details -> ClientDetails.page(state, body);
            case Dialog.Question(var title, var question, var call) -> Dialogs.question(body, title, question);
            case Dialog.Add(var form) -> form.draw(body);
            case Dialog.Pin(var device, var form) -> form.draw(body);
            case Dialog.Taken(var device, var holder) ->
                Dialogs.choice(
                        body,
                        "In use",
                        device.name() + " is in use by " + holder + ".",
                        Keys.of("w", "wait in line", "t", "take it over", "Esc", "leave it"));
            case Dialog.Identity(var identity, var code) ->
                CodeDialog.draw(
                        body,
                        "Who this client is",
                        List.of(
                                new CodeDialog.Text("Node id", Ink.STRONG, identity.nodeId()),
                                new CodeDialog.Text("Fingerprint", Ink.ACCENT, identity.fingerprint()),
                                new CodeDialog.Text(
                                        "On the server",
                                        Ink.TEXT,
                                        "its operator approves this node with p in the dashboard, once it asked.")),
                        code,
                        Keys.of("Esc", "back"));
        }
    }
}
