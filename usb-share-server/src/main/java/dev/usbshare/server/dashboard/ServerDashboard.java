package dev.usbshare.server.dashboard;

import dev.usbshare.dashboard.Call;
import dev.usbshare.dashboard.Form;
import dev.usbshare.dashboard.History;
import dev.usbshare.dashboard.LogPage;
import dev.usbshare.dashboard.News;
import dev.usbshare.dashboard.Toasts.Mood;
import dev.usbshare.qr.QrCode;
import dev.usbshare.server.dashboard.ServerState.Dialog;
import dev.usbshare.server.dashboard.ServerState.Page;
import dev.usbshare.tui.App;
import dev.usbshare.tui.Area;
import dev.usbshare.tui.Key;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/** How the server's dashboard answers to keys and news. Pure. */
final class ServerDashboard implements App<ServerState, News<ServerData>, Call> {

    private static final int PAGE_ROWS = 10;

    private final ServerView view;

    /** @param zone in which times of day are told */
    ServerDashboard(ZoneId zone) {
        this.view = new ServerView(zone);
    }

    @Override
    public void draw(ServerState state, Area area) {
        view.draw(state, area);
    }

    @Override
    public Step<ServerState, Call> on(ServerState before, Event<News<ServerData>> event, Instant now) {
        ServerState state = before.at(now);
        return switch (event) {
            case Event.Pressed<News<ServerData>>(Key key) -> pressed(state, key);
            case Event.Heard<News<ServerData>>(News<ServerData> news) -> Step.to(heard(state, news));
            case Event.Ticked<News<ServerData>> tick -> Step.to(state);
        };
    }

    // News.

    private static ServerState heard(ServerState state, News<ServerData> news) {
        return switch (news) {
            case News.Seen<ServerData>(ServerData data) -> seen(state, data);
            case News.Silent<ServerData>(String reason) ->
                state.with(state.link().failed(reason, state.now()));
            case News.Done<ServerData>(Call call, JsonNode answer) -> done(state, call, answer);
            case News.Refused<ServerData>(Call call, String reason) -> refused(state, call, reason);
        };
    }

    private static ServerState seen(ServerState state, ServerData data) {
        ServerState next = ServerNews.tell(state.seeing(data, histories(state, data)), state.data());
        if (next.selected().isEmpty()) {
            // What was below the one that went away is in its place.
            List<ServerData.Device> devices = data.devices();
            int index = Math.clamp(state.selectedIndex(), 0, Math.max(0, devices.size() - 1));
            next = next.selecting(devices.isEmpty() ? "" : devices.get(index).busId());
        }
        return next.onRow(
                Math.clamp(next.row(), 0, Math.max(0, PeerLines.of(data).size() - 1)));
    }

    private static Map<String, History> histories(ServerState state, ServerData data) {
        var histories = new HashMap<String, History>();
        for (ServerData.Device device : data.devices()) {
            History before = state.history(device.busId());
            histories.put(
                    device.busId(),
                    data.leaseOf(device.busId())
                            .map(l -> before.with(
                                    new History.Reading(state.now(), l.lease(), l.bytesIn(), l.bytesOut(), l.urbs())))
                            .orElseGet(() -> before.idle(state.now())));
        }
        return histories;
    }

    private static ServerState done(ServerState state, Call call, JsonNode answer) {
        if (call.resource().path().equals(List.of("tickets"))) {
            String text = answer.path("text").asString("");
            return state.with(new Dialog.Invitation(
                    text, Instant.parse(answer.path("expires").asString()), QrCode.of(text.toUpperCase(Locale.ROOT))));
        }
        ServerState next = isAskedBy(state.dialog(), call) ? state.with(new Dialog.None()) : state;
        return call.done().isEmpty() ? next : next.telling(Mood.GOOD, call.done());
    }

    /** What was typed stays, with what is wrong with it. */
    private static ServerState refused(ServerState state, Call call, String reason) {
        return state.dialog() instanceof Dialog.Approve(String id, Form form) && isAskedBy(state.dialog(), call)
                ? state.with(new Dialog.Approve(id, form.withProblem(reason)))
                : state.telling(Mood.BAD, reason);
    }

    private static boolean isAskedBy(Dialog dialog, Call call) {
        return dialog instanceof Dialog.Approve approve
                && call.resource().path().contains(approve.id());
    }

    // Keys.

    private Step<ServerState, Call> pressed(ServerState state, Key key) {
        if (key == Key.Named.INTERRUPT) {
            return Step.end(state);
        }
        return switch (state.dialog()) {
            case Dialog.None none -> onPage(state, key);
            case Dialog.Help help -> Step.to(state.with(new Dialog.None()));
            case Dialog.Details details -> onDetails(state, key);
            case Dialog.Question question -> onQuestion(state, question, key);
            case Dialog.Approve approve -> onApprove(state, approve, key);
            case Dialog.Connect connect ->
                isTyped(key, 't') ? Step.to(state, invite()) : onInformation(state, key, 'c');
            case Dialog.Invitation invitation -> onInformation(state, key, 't');
        };
    }

    private static Step<ServerState, Call> onPage(ServerState state, Key key) {
        if (key instanceof Key.Typed(int c)) {
            switch (c) {
                case 'q' -> {
                    return Step.end(state);
                }
                case '?' -> {
                    return Step.to(state.with(new Dialog.Help()));
                }
                case 'r' -> {
                    return Step.to(state, Call.look());
                }
                default -> {}
            }
        }
        return switch (state.page()) {
            case DEVICES -> onDevices(state, key);
            case PEERS -> onPeers(state, key);
            case LOG ->
                isBack(key, 'l')
                        ? Step.to(state.with(Page.DEVICES))
                        : Step.to(state.with(state.log().on(key)));
        };
    }

    private static Step<ServerState, Call> onDevices(ServerState state, Key key) {
        return switch (key) {
            case Key.Named.UP -> Step.to(move(state, -1));
            case Key.Named.DOWN -> Step.to(move(state, 1));
            case Key.Named.PAGE_UP -> Step.to(move(state, -PAGE_ROWS));
            case Key.Named.PAGE_DOWN -> Step.to(move(state, PAGE_ROWS));
            case Key.Named.HOME -> Step.to(move(state, -state.data().devices().size()));
            case Key.Named.END -> Step.to(move(state, state.data().devices().size()));
            case Key.Named.ENTER -> Step.to(state.selected().isEmpty() ? state : state.with(new Dialog.Details()));
            case Key.Typed(int c) ->
                switch (c) {
                    case 'k' -> Step.to(move(state, -1));
                    case 'j' -> Step.to(move(state, 1));
                    case ' ' -> share(state);
                    case 'a' -> Step.to(shareAll(state));
                    case 'c' -> Step.to(connect(state));
                    case 'x' -> Step.to(endLease(state));
                    case 'p' -> Step.to(state.with(Page.PEERS));
                    case 'l' -> Step.to(state.with(Page.LOG).with(LogPage.EMPTY));
                    default -> Step.to(state);
                };
            default -> Step.to(state);
        };
    }

    private static ServerState move(ServerState state, int by) {
        List<ServerData.Device> devices = state.data().devices();
        if (devices.isEmpty()) {
            return state;
        }
        int index = Math.clamp(state.selectedIndex() + (long) by, 0, devices.size() - 1);
        return state.selecting(devices.get(index).busId());
    }

    private static Step<ServerState, Call> share(ServerState state) {
        return state.selected()
                .map(device -> {
                    Call call = Call.post(
                            device.name() + (device.shared() ? " is not shared any more" : " is shared"),
                            Map.of(),
                            "devices",
                            device.busId(),
                            device.shared() ? "unshare" : "share");
                    boolean isUsed = state.data().leaseOf(device.busId()).isPresent();
                    return device.shared() && isUsed
                            ? Step.<ServerState, Call>to(state.with(new Dialog.Question(
                                    "Stop sharing",
                                    device.name() + " is in use. Stop sharing it? Its user loses it at once.",
                                    call)))
                            : Step.to(state, call);
                })
                .orElseGet(() -> Step.to(state));
    }

    private static ServerState shareAll(ServerState state) {
        List<ServerData.Device> devices = state.data().devices();
        if (devices.isEmpty()) {
            return state;
        }
        boolean on = devices.stream().anyMatch(d -> !d.shared());
        int used = state.data().leases().size();
        return state.with(new Dialog.Question(
                on ? "Share all" : "Share nothing",
                on
                        ? "Share all " + devices.size() + " devices with every approved peer?"
                        : "Stop sharing all " + devices.size() + " devices?"
                                + (used == 0 ? "" : " " + used + " in use: their users lose them at once."),
                Call.post(
                        on ? "All devices are shared" : "No device is shared any more",
                        Map.of(),
                        "devices",
                        "*",
                        on ? "share" : "unshare")));
    }

    private static ServerState endLease(ServerState state) {
        return state.data()
                .leaseOf(state.device())
                .map(lease -> state.with(new Dialog.Question(
                        "Take it back",
                        "Take " + state.selected().map(ServerData.Device::name).orElse(state.device()) + " away from "
                                + lease.holder() + "? What it is doing fails.",
                        Call.delete("Taken back from " + lease.holder(), "leases", lease.busId()))))
                .orElse(state);
    }

    private static ServerState connect(ServerState state) {
        ServerData.Connection connection = state.data().connection();
        return connection == null
                ? state.telling(Mood.NEUTRAL, "The service has not told its addresses yet")
                : state.with(new Dialog.Connect(
                        connection, QrCode.of(connection.ticket().toUpperCase(Locale.ROOT))));
    }

    private static Call invite() {
        return Call.post("", Map.of(), "tickets");
    }

    private static Step<ServerState, Call> onPeers(ServerState state, Key key) {
        List<PeerLine> lines = PeerLines.of(state.data());
        if (isBack(key, 'p')) {
            return Step.to(state.with(Page.DEVICES));
        }
        if (isTyped(key, 't')) {
            return Step.to(state, invite());
        }
        int last = Math.max(0, lines.size() - 1);
        if (key instanceof Key.Named named) {
            return switch (named) {
                case UP -> Step.to(state.onRow(Math.max(0, state.row() - 1)));
                case DOWN -> Step.to(state.onRow(Math.min(last, state.row() + 1)));
                case HOME, PAGE_UP -> Step.to(state.onRow(0));
                case END, PAGE_DOWN -> Step.to(state.onRow(last));
                case ENTER -> lines.isEmpty() ? Step.to(state) : onPeer(state, lines.get(state.row()), 'a');
                default -> Step.to(state);
            };
        }
        return key instanceof Key.Typed(int c) && !lines.isEmpty()
                ? onPeer(state, lines.get(state.row()), c)
                : Step.to(state);
    }

    private static Step<ServerState, Call> onPeer(ServerState state, PeerLine line, int c) {
        return switch (line) {
            case PeerLine.Asks(ServerData.Asking asking) ->
                switch (c) {
                    case 'a' -> Step.to(state.with(approve(asking)));
                    case 'd' ->
                        Step.to(state.with(new Dialog.Question(
                                "Deny",
                                "Deny " + line.name() + "? It is turned away silently from then on.",
                                Call.post("Denied " + line.name(), Map.of(), "pending", asking.id(), "deny"))));
                    case 'x' -> Step.to(state, Call.delete("Forgot " + line.name(), "pending", asking.id()));
                    default -> Step.to(state);
                };
            case PeerLine.Approved(ServerData.Peer peer, boolean isHere) ->
                c == 'x'
                        ? Step.to(state.with(new Dialog.Question(
                                "Revoke",
                                "Revoke the approval of " + line.name()
                                        + "? It is cut off at once and loses its devices.",
                                Call.delete("Revoked " + line.name(), "peers", peer.id()))))
                        : Step.to(state);
        };
    }

    private static Dialog approve(ServerData.Asking asking) {
        return new Dialog.Approve(
                asking.id(),
                Form.of(
                        "Approve a peer",
                        "Its fingerprint is " + asking.fingerprint()
                                + ". Compare it with what the client's dashboard shows on c.",
                        Form.field("Name", "for you", asking.nodeName()),
                        Form.field("Devices", "such as 046d:*, 1-1.4; empty for all that are shared", ""),
                        Form.field("Expires", "such as 8h, 30d or a date; empty for never", "")));
    }

    private static Step<ServerState, Call> onApprove(ServerState state, Dialog.Approve approve, Key key) {
        return switch (approve.form().on(key)) {
            case Form.Outcome.Changed(Form form) -> Step.to(state.with(new Dialog.Approve(approve.id(), form)));
            case Form.Outcome.Cancelled cancelled -> Step.to(state.with(new Dialog.None()));
            case Form.Outcome.Sent(List<String> texts) -> {
                var body = new HashMap<String, String>();
                List<String> names = List.of("name", "grants", "expires");
                for (int i = 0; i < names.size(); i++) {
                    if (!texts.get(i).isEmpty()) {
                        body.put(names.get(i), texts.get(i));
                    }
                }
                String who = texts.getFirst().isEmpty() ? "the peer" : texts.getFirst();
                yield Step.to(state, Call.post("Approved " + who, body, "pending", approve.id(), "approve"));
            }
        };
    }

    private static Step<ServerState, Call> onDetails(ServerState state, Key key) {
        if (isBack(key, 'q') || key == Key.Named.ENTER) {
            return Step.to(state.with(new Dialog.None()));
        }
        return switch (key) {
            case Key.Typed(int c) when c == ' ' -> share(state);
            case Key.Typed(int c) when c == 'x' -> Step.to(endLease(state));
            case Key.Named.UP -> Step.to(move(state, -1));
            case Key.Named.DOWN -> Step.to(move(state, 1));
            default -> Step.to(state);
        };
    }

    private static Step<ServerState, Call> onQuestion(ServerState state, Dialog.Question question, Key key) {
        if (isTyped(key, 'y') || isTyped(key, 'Y')) {
            return Step.to(state.with(new Dialog.None()), question.call());
        }
        boolean isNo = isBack(key, 'n') || isTyped(key, 'N') || isTyped(key, 'q');
        return Step.to(isNo ? state.with(new Dialog.None()) : state);
    }

    private static Step<ServerState, Call> onInformation(ServerState state, Key key, char opened) {
        boolean isClosing = isBack(key, opened) || isTyped(key, 'q') || key == Key.Named.ENTER;
        return Step.to(isClosing ? state.with(new Dialog.None()) : state);
    }

    private static boolean isTyped(Key key, char c) {
        return Objects.equals(key, Key.typed(c));
    }

    /** Escape, or the key that led there. */
    private static boolean isBack(Key key, char opened) {
        return key == Key.Named.ESCAPE || isTyped(key, opened);
    }
}
