package dev.usbshare.server.dashboard;

import dev.usbshare.dashboard.Chrome;
import dev.usbshare.dashboard.Dialogs;
import dev.usbshare.dashboard.History;
import dev.usbshare.dashboard.Keys;
import dev.usbshare.dashboard.Table;
import dev.usbshare.dashboard.Table.Cell;
import dev.usbshare.dashboard.Table.Column;
import dev.usbshare.dashboard.Units;
import dev.usbshare.dashboard.UseFacts;
import dev.usbshare.server.dashboard.ServerState.Dialog;
import dev.usbshare.service.meters.LatencyRow;
import dev.usbshare.service.meters.PathRow;
import dev.usbshare.tui.Area;
import dev.usbshare.tui.Ink;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Draws the server's dashboard. */
final class ServerView {

    private static final String PROGRAM = "usb-share server";

    private static final Keys DEVICE_KEYS = Keys.of(
            "?",
            "help",
            "q",
            "quit",
            "Space",
            "share",
            "a",
            "all",
            "Enter",
            "details",
            "c",
            "connect",
            "p",
            "peers",
            "l",
            "log",
            "x",
            "take back",
            "r",
            "refresh");
    private static final Keys PEER_KEYS =
            Keys.of("Esc", "back", "a", "approve", "d", "deny", "x", "revoke or forget", "t", "invite", "?", "help");
    private static final Keys LOG_KEYS =
            Keys.of("Esc", "back", "Tab", "log or audit log", "↑↓", "scroll", "Home", "newest", "?", "help");

    private static final Keys HELP = Keys.of(
            "↑ ↓ j k", "choose a device; PgUp, PgDn, Home and End too",
            "Space", "share the device, or stop sharing it",
            "a", "share all devices, or none",
            "Enter", "everything about the device",
            "x", "take the device back from its user",
            "c", "how clients connect: address, ticket, QR code",
            "p", "peers: approve, deny, revoke, invite",
            "l", "the log and the audit log",
            "r", "look again at once",
            "Ctrl-L", "draw everything anew",
            "q", "leave; the service goes on");

    private static final List<Column> DEVICE_COLUMNS = List.of(
            Column.left("", 1, 1, 100),
            Column.left("Device", 14, 40, 90),
            Column.left("Bus", 5, 10, 60),
            Column.left("ID", 9, 9, 20),
            Column.left("Used by", 7, 20, 80),
            Column.right("Now", 9, 9, 70),
            Column.left("Lately", 8, 30, 55),
            Column.right("Median", 7, 7, 50),
            Column.right("RTT", 7, 7, 45));

    private static final List<Column> PEER_COLUMNS = List.of(
            Column.left("", 1, 1, 100),
            Column.left("Peer", 12, 32, 90),
            Column.left("Node", 10, 10, 60),
            Column.left("State", 12, 40, 80),
            Column.left("Devices", 8, 30, 40),
            Column.left("Note", 6, 40, 20));

    private final ZoneId zone;

    ServerView(ZoneId zone) {
        this.zone = zone;
    }

    void draw(ServerState state, Area screen) {
        if (!Chrome.fits(screen)) {
            return;
        }
        screen.clear();
        Chrome.header(screen, PROGRAM, about(state), state.link(), state.now());
        Area body = Chrome.banner(Chrome.body(screen), state.link());
        Keys keys = switch (state.page()) {
            case DEVICES -> {
                devices(state, body);
                yield DEVICE_KEYS;
            }
            case PEERS -> {
                peers(state, body);
                yield PEER_KEYS;
            }
            case LOG -> {
                state.log().draw(body, state.now(), zone);
                yield LOG_KEYS;
            }
        };
        Chrome.footer(screen, keys);
        dialog(state, body);
        state.toasts().draw(body);
    }

    private static String about(ServerState state) {
        ServerData.Connection connection = state.data().connection();
        return connection == null ? "" : connection.name();
    }

    // Devices.

    private void devices(ServerState state, Area body) {
        ServerData data = state.data();
        summary(state, body.row(0));
        Area rest = body.part(0, 1, body.columns(), body.rows() - 1);
        int detailRows = rest.rows() >= 16 ? ServerDetails.ROWS + 2 : 0;
        Area list = rest.part(0, 0, rest.columns(), rest.rows() - detailRows).frame(Ink.BORDER, Ink.STRONG, "Devices");
        if (data.devices().isEmpty()) {
            list.text(2, 1, Ink.FAINT, "No USB device is here. Plug one in, or start the service with --simulate.");
        } else {
            double top = top(state);
            new Table(
                            DEVICE_COLUMNS,
                            data.devices().stream()
                                    .map(device -> row(state, device, top))
                                    .toList())
                    .draw(list, state.selectedIndex());
        }
        if (detailRows > 0) {
            ServerDetails.draw(
                    state,
                    rest.part(0, rest.rows() - detailRows, rest.columns(), detailRows)
                            .frame(
                                    Ink.BORDER,
                                    Ink.ACCENT,
                                    state.selected()
                                            .map(ServerData.Device::name)
                                            .orElse("")));
        }
    }

    private static void summary(ServerState state, Area row) {
        ServerData data = state.data();
        long shared = data.devices().stream().filter(ServerData.Device::shared).count();
        int x = row.text(2, 0, Ink.FAINT, counted(data.devices().size(), "device"));
        x = row.text(x, 0, Ink.FAINT, ", ");
        x = row.text(x, 0, shared == 0 ? Ink.FAINT : Ink.GOOD, shared + " shared");
        x = row.text(x, 0, Ink.FAINT, ", " + data.leases().size() + " in use");
        x = row.text(x + 3, 0, Ink.FAINT, counted(data.sessions().size(), "peer") + " connected");
        int waiting = data.waiting().size();
        if (waiting > 0) {
            x = row.text(x + 3, 0, Ink.FAIR, "▲ " + waiting + (waiting == 1 ? " asks" : " ask") + " to come in: p");
        }
        History.Rate now = all(state);
        String rates = "↓ " + Units.rate(now.bytesIn()) + "  ↑ " + Units.rate(now.bytesOut());
        if (now.bytes() > 0 && x + 3 + rates.length() < row.columns()) {
            row.textBefore(row.columns() - 2, 0, Ink.STRONG, rates);
        }
    }

    private static History.Rate all(ServerState state) {
        double in = 0;
        double out = 0;
        double urbs = 0;
        for (ServerData.Device device : state.data().devices()) {
            History.Rate rate = state.history(device.busId()).now();
            in += rate.bytesIn();
            out += rate.bytesOut();
            urbs += rate.urbs();
        }
        return new History.Rate(in, out, urbs);
    }

    private static String counted(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    /** One scale for all curves, so that they can be compared. */
    private static double top(ServerState state) {
        return state.data().devices().stream()
                .mapToDouble(d -> History.top(state.history(d.busId()).total()))
                .max()
                .orElse(1);
    }

    private static List<Cell> row(ServerState state, ServerData.Device device, double top) {
        Optional<ServerData.Lease> lease = state.data().leaseOf(device.busId());
        Optional<PathRow> path =
                lease.flatMap(l -> state.data().sessionOf(l.peer())).flatMap(s -> Optional.ofNullable(s.path()));
        History history = state.history(device.busId());
        var cells = new ArrayList<Cell>();
        cells.add(Cell.of(device.shared() ? Ink.GOOD : Ink.FAINT, device.shared() ? "●" : "○"));
        cells.add(Cell.of(device.shared() ? Ink.STRONG : Ink.TEXT, device.name()));
        cells.add(Cell.of(Ink.FAINT, device.busId()));
        cells.add(Cell.of(Ink.FAINT, device.usbId()));
        cells.add(lease.map(l -> Cell.of(
                        Ink.ACCENT,
                        l.holder()
                                + (l.waiting().isEmpty()
                                        ? ""
                                        : " +" + l.waiting().size())))
                .orElse(Cell.of(Ink.FAINT, device.shared() ? "free" : "–")));
        double now = history.now().bytes();
        cells.add(Cell.of(now > 0 ? Ink.STRONG : Ink.FAINT, lease.isPresent() ? Units.rate(now) : ""));
        cells.add(Cell.curve(Ink.INWARD, history.total(), top));
        cells.add(Cell.of(
                Ink.TEXT,
                lease.flatMap(l -> Optional.ofNullable(l.latency()))
                        .map(LatencyRow::medianMillis)
                        .map(Units::millis)
                        .orElse("")));
        cells.add(Cell.of(
                path.map(p -> UseFacts.ink(p.quality())).orElse(Ink.FAINT),
                path.flatMap(p -> Optional.ofNullable(p.rttMillis()))
                        .map(Units::millis)
                        .orElse("")));
        return cells;
    }

    // Peers.

    private static void peers(ServerState state, Area body) {
        List<PeerLine> lines = PeerLines.of(state.data());
        Area list = body.frame(Ink.BORDER, Ink.STRONG, "Peers");
        if (lines.isEmpty()) {
            list.text(2, 1, Ink.FAINT, "Nobody is approved yet, and nobody asks.");
            list.text(2, 2, Ink.FAINT, "t makes a ticket that admits whoever you give it to.");
            return;
        }
        new Table(PEER_COLUMNS, lines.stream().map(line -> peerRow(state, line)).toList())
                .draw(list, Math.min(state.row(), lines.size() - 1));
    }

    private static List<Cell> peerRow(ServerState state, PeerLine line) {
        return switch (line) {
            case PeerLine.Asks(ServerData.Asking asking) ->
                List.of(
                        Cell.of(asking.isWaiting() ? Ink.FAIR : Ink.BAD, asking.isWaiting() ? "▲" : "✗"),
                        Cell.of(Ink.STRONG, line.name()),
                        Cell.of(Ink.FAINT, PeerLines.shortId(asking.id())),
                        Cell.of(
                                asking.isWaiting() ? Ink.FAIR : Ink.FAINT,
                                (asking.isWaiting() ? "asks to come in, " : "denied, last ")
                                        + ago(asking.lastAsked(), state)),
                        Cell.of(Ink.TEXT, ""),
                        Cell.of(Ink.FAINT, asking.address()));
            case PeerLine.Approved(ServerData.Peer peer, boolean isHere) ->
                List.of(
                        Cell.of(isHere ? Ink.GOOD : Ink.FAINT, isHere ? "●" : "○"),
                        Cell.of(Ink.STRONG, line.name()),
                        Cell.of(Ink.FAINT, PeerLines.shortId(peer.id())),
                        Cell.of(
                                peer.status().equals("expired") ? Ink.BAD : isHere ? Ink.GOOD : Ink.TEXT,
                                standing(state, peer, isHere)),
                        Cell.of(Ink.TEXT, peer.grants().isEmpty() ? "all shared" : String.join(", ", peer.grants())),
                        Cell.of(Ink.FAINT, peer.source().equals("settings") ? "from the settings" : peer.notes()));
        };
    }

    private static String standing(ServerState state, ServerData.Peer peer, boolean isHere) {
        String until = peer.expires() == null
                ? ""
                : ", until " + Units.duration(Duration.between(state.now(), peer.expires())) + " from now";
        if (peer.status().equals("expired")) {
            return "expired";
        }
        return (isHere ? "connected" : "approved") + until;
    }

    private static String ago(java.time.Instant then, ServerState state) {
        return Units.duration(Duration.between(then, state.now())) + " ago";
    }

    // What lies over it.

    private static void dialog(ServerState state, Area body) {
        switch (state.dialog()) {
            case Dialog.None none -> {}
            case Dialog.Help help ->
                Dialogs.help(body, "Keys", HELP, List.of("● shared  ○ not shared  ▲ somebody asks to come in"));
            case Dialog.Details details -> ServerDetails.page(state, body);
            case Dialog.Question(var title, var question, var call) -> Dialogs.question(body, title, question);
            case Dialog.Approve(var id, var form) -> form.draw(body);
            case Dialog.Connect(var connection, var code) -> ServerTickets.connect(body, connection, code);
            case Dialog.Invitation(var text, var expires, var code) ->
                ServerTickets.invitation(body, text, Units.duration(Duration.between(state.now(), expires)), code);
        }
    }
}
