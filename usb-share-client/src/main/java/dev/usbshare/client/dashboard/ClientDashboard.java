package dev.usbshare.client.dashboard;

import dev.usbshare.client.dashboard.ClientState.Dialog;
import dev.usbshare.dashboard.Call;
import dev.usbshare.dashboard.Form;
import dev.usbshare.dashboard.History;
import dev.usbshare.dashboard.News;
import dev.usbshare.dashboard.Toasts.Mood;
import dev.usbshare.qr.QrCode;
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
import java.util.Optional;

/** How the client's dashboard answers to keys and news. Pure. */
final class ClientDashboard implements App<ClientState, News<ClientData>, Call> {

    private static final int PAGE_ROWS = 10;
    private static final List<String> ADD = List.of("servers");
    private static final List<String> ATTACH = List.of("attachments");

    private final ClientView view;

    /** @param zone in which times of day are told */
    ClientDashboard(ZoneId zone) {
        this.view = new ClientView(zone);
    }

    @Override
    public void draw(ClientState state, Area area) {
        view.draw(state, area);
    }

    @Override
    public Step<ClientState, Call> on(ClientState before, Event<News<ClientData>> event, Instant now) {
        ClientState state = before.at(now);
        return switch (event) {
            case Event.Pressed<News<ClientData>>(Key key) -> pressed(state, key);
            case Event.Heard<News<ClientData>>(News<ClientData> news) -> Step.to(heard(state, news));
            case Event.Ticked<News<ClientData>> tick -> Step.to(state);
        };
    }

    // News.

    private static ClientState heard(ClientState state, News<ClientData> news) {
        return switch (news) {
            case News.Seen<ClientData>(ClientData data) -> seen(state, data);
            case News.Silent<ClientData>(String reason) ->
                state.with(state.link().failed(reason, state.now()));
            case News.Done<ClientData>(Call call, var answer) -> done(state, call);
            case News.Refused<ClientData>(Call call, String reason) -> refused(state, call, reason);
        };
    }

    private static ClientState seen(ClientState state, ClientData data) {
        ClientState next = ClientNews.tell(state.seeing(data, histories(state, data)), state.data());
        if (next.line().isEmpty()) {
            // What was below the one that went away is in its place.
            List<Line> lines = Line.of(data);
            int index = Math.clamp(state.selectedIndex(), 0, Math.max(0, lines.size() - 1));
            next = next.selecting(lines.isEmpty() ? "" : lines.get(index).key());
        }
        return next;
    }

    private static Map<String, History> histories(ClientState state, ClientData data) {
        var histories = new HashMap<String, History>();
        for (ClientData.Device device : data.devices()) {
            History before = state.history(device);
            histories.put(
                    device.key(),
                    data.attachmentOf(device)
                            .map(a -> before.with(new History.Reading(
                                    state.now(), Integer.toString(a.id()), a.bytesIn(), a.bytesOut(), a.urbs())))
                            .orElseGet(() -> before.idle(state.now())));
        }
        return histories;
    }

    private static ClientState done(ClientState state, Call call) {
        List<String> path = call.resource().path();
        boolean isAnswered = (state.dialog() instanceof Dialog.Add && path.equals(ADD))
                || (state.dialog() instanceof Dialog.Pin && path.equals(ATTACH));
        ClientState next = isAnswered ? state.with(new Dialog.None()) : state;
        return call.done().isEmpty() ? next : next.telling(Mood.GOOD, call.done());
    }

    /** What was typed stays, with what is wrong with it. */
    private static ClientState refused(ClientState state, Call call, String reason) {
        List<String> path = call.resource().path();
        return switch (state.dialog()) {
            case Dialog.Add(Form form) when path.equals(ADD) -> state.with(new Dialog.Add(form.withProblem(reason)));
            case Dialog.Pin(ClientData.Device device, Form form)
            when path.equals(ATTACH) -> state.with(new Dialog.Pin(device, form.withProblem(reason)));
            default -> state.telling(Mood.BAD, reason);
        };
    }

    // Keys.

    private static Step<ClientState, Call> pressed(ClientState state, Key key) {
        if (key == Key.Named.INTERRUPT) {
            return Step.end(state);
        }
        return switch (state.dialog()) {
            case Dialog.None none -> onPage(state, key);
            case Dialog.Help help -> Step.to(state.with(new Dialog.None()));
            case Dialog.Details details -> onDetails(state, key);
            case Dialog.Question question -> onQuestion(state, question, key);
            case Dialog.Add(Form form) -> onAdd(state, form, key);
            case Dialog.Taken(ClientData.Device device, String holder) -> onTaken(state, device, key);
            case Dialog.Pin pin -> onPin(state, pin, key);
            case Dialog.Identity identity ->
                Step.to(isBack(key, 'c') || key == Key.Named.ENTER ? state.with(new Dialog.None()) : state);
        };
    }

    private static Step<ClientState, Call> onPage(ClientState state, Key key) {
        if (isTyped(key, 'q')) {
            return Step.end(state);
        }
        if (isTyped(key, '?')) {
            return Step.to(state.with(new Dialog.Help()));
        }
        if (state.isLog()) {
            boolean isBack = key == Key.Named.ESCAPE || isTyped(key, 'l');
            return Step.to(
                    isBack ? state.withLog(false) : state.with(state.log().on(key)));
        }
        return switch (key) {
            case Key.Named.UP -> Step.to(move(state, -1));
            case Key.Named.DOWN -> Step.to(move(state, 1));
            case Key.Named.PAGE_UP -> Step.to(move(state, -PAGE_ROWS));
            case Key.Named.PAGE_DOWN -> Step.to(move(state, PAGE_ROWS));
            case Key.Named.HOME -> Step.to(move(state, -Integer.MAX_VALUE));
            case Key.Named.END -> Step.to(move(state, Integer.MAX_VALUE));
            case Key.Named.ENTER -> enter(state);
            case Key.Typed(int c) -> onLetter(state, c);
            default -> Step.to(state);
        };
    }

    private static Step<ClientState, Call> onLetter(ClientState state, int c) {
        return switch (c) {
            case 'k' -> Step.to(move(state, -1));
            case 'j' -> Step.to(move(state, 1));
            case ' ' -> attachOrDetach(state);
            case 'd' -> disconnect(state);
            case 'a' -> Step.to(state.with(new Dialog.Add(AddServer.form())));
            case 'r' -> Step.to(remove(state));
            case 'n' -> Step.to(askPin(state));
            case 'c' -> Step.to(identity(state));
            case 'l' -> Step.to(state.withLog(true));
            default -> Step.to(state);
        };
    }

    private static ClientState move(ClientState state, int by) {
        List<Line> lines = Line.of(state.data());
        if (lines.isEmpty()) {
            return state;
        }
        int index = Math.clamp(state.selectedIndex() + (long) by, 0, lines.size() - 1);
        return state.selecting(lines.get(index).key());
    }

    private static Step<ClientState, Call> enter(ClientState state) {
        return switch (state.line().orElse(null)) {
            case Line.OfServer(ClientData.Server server)
            when !server.isConnected() ->
                Step.to(
                        state,
                        Call.post("Connecting to " + server.name(), Map.of(), "servers", server.name(), "connect"));
            case null -> Step.to(state);
            default -> Step.to(state.with(new Dialog.Details()));
        };
    }

    private static Optional<ClientData.Device> device(ClientState state) {
        return state.line().orElse(null) instanceof Line.OfDevice(ClientData.Device device)
                ? Optional.of(device)
                : Optional.empty();
    }

    private static Step<ClientState, Call> attachOrDetach(ClientState state) {
        Optional<ClientData.Device> selected = device(state);
        if (selected.isEmpty()) {
            return Step.to(state.telling(Mood.NEUTRAL, "Space attaches a device: choose one below a server"));
        }
        ClientData.Device device = selected.get();
        return state.data()
                .attachmentOf(device)
                .map(attachment -> Step.to(state, detach(device, attachment)))
                .orElseGet(() -> device.holder() == null
                        ? Step.to(state.telling(Mood.NEUTRAL, "Attaching " + device.name()), attach(device, "now", ""))
                        : Step.to(state.with(new Dialog.Taken(device, device.holder()))));
    }

    private static Call attach(ClientData.Device device, String mode, String pin) {
        var body = new HashMap<>(Map.of("server", device.server(), "device", device.busId(), "mode", mode));
        if (!pin.isEmpty()) {
            body.put("pin", pin);
        }
        return Call.post(
                mode.equals("wait") ? "In line for " + device.name() : "Attached " + device.name(),
                body,
                "attachments");
    }

    private static Call detach(ClientData.Device device, ClientData.Attachment attachment) {
        return Call.delete("Detached " + device.name(), "attachments", Integer.toString(attachment.id()));
    }

    /** A server's connection; on a device, its attachment. */
    private static Step<ClientState, Call> disconnect(ClientState state) {
        return switch (state.line().orElse(null)) {
            case null -> Step.to(state);
            case Line.OfDevice(ClientData.Device device) ->
                state.data()
                        .attachmentOf(device)
                        .map(attachment -> Step.to(state, detach(device, attachment)))
                        .orElseGet(() -> Step.to(state));
            case Line.OfServer(ClientData.Server server) -> {
                Call call = Call.post(
                        "Disconnected from " + server.name(), Map.of(), "servers", server.name(), "disconnect");
                long used = used(state, server);
                yield used == 0
                        ? Step.to(state, call)
                        : Step.to(state.with(new Dialog.Question(
                                "Disconnect",
                                "Disconnect from " + server.name() + "? " + used
                                        + (used == 1 ? " attached device is" : " attached devices are")
                                        + " unplugged.",
                                call)));
            }
        };
    }

    private static long used(ClientState state, ClientData.Server server) {
        return state.data().attachments().stream()
                .filter(a -> a.server().equals(server.name()) && a.isAttached())
                .count();
    }

    private static ClientState remove(ClientState state) {
        return state.line()
                .map(line -> switch (line) {
                    case Line.OfServer(ClientData.Server server) -> server.name();
                    case Line.OfDevice(ClientData.Device device) -> device.server();
                })
                .map(name -> state.with(new Dialog.Question(
                        "Remove a server",
                        "Remove " + name + "? Its devices are detached, and it is forgotten with its ticket.",
                        Call.delete("Removed " + name, "servers", name))))
                .orElse(state);
    }

    private static ClientState askPin(ClientState state) {
        return device(state)
                .map(device -> state.with(new Dialog.Pin(
                        device,
                        Form.of(
                                "Attach with a PIN",
                                "The server's operator gave " + device.name() + " a PIN.",
                                Form.field("PIN", "", "")))))
                .orElse(state);
    }

    private static ClientState identity(ClientState state) {
        ClientData.Identity identity = state.data().identity();
        return identity == null
                ? state.telling(Mood.NEUTRAL, "The service has not told who it is yet")
                : state.with(new Dialog.Identity(
                        identity, QrCode.of(identity.nodeId().toUpperCase(Locale.ROOT))));
    }

    private static Step<ClientState, Call> onDetails(ClientState state, Key key) {
        if (isBack(key, 'q') || key == Key.Named.ENTER) {
            return Step.to(state.with(new Dialog.None()));
        }
        return switch (key) {
            case Key.Named.UP -> Step.to(move(state, -1));
            case Key.Named.DOWN -> Step.to(move(state, 1));
            case Key.Typed(int c) when c == ' ' || c == 'd' || c == 'n' -> onLetter(state, c);
            default -> Step.to(state);
        };
    }

    private static Step<ClientState, Call> onQuestion(ClientState state, Dialog.Question question, Key key) {
        if (isTyped(key, 'y') || isTyped(key, 'Y')) {
            return Step.to(state.with(new Dialog.None()), question.call());
        }
        boolean isNo = isBack(key, 'n') || isTyped(key, 'N') || isTyped(key, 'q');
        return Step.to(isNo ? state.with(new Dialog.None()) : state);
    }

    private static Step<ClientState, Call> onAdd(ClientState state, Form form, Key key) {
        return switch (form.on(key)) {
            case Form.Outcome.Changed(Form changed) -> Step.to(state.with(new Dialog.Add(changed)));
            case Form.Outcome.Cancelled cancelled -> Step.to(state.with(new Dialog.None()));
            case Form.Outcome.Sent(List<String> texts) ->
                switch (AddServer.wish(texts)) {
                    case AddServer.Wish.Valid(Call call) -> Step.to(state, call);
                    case AddServer.Wish.Wrong(String problem) ->
                        Step.to(state.with(new Dialog.Add(form.withProblem(problem))));
                };
        };
    }

    private static Step<ClientState, Call> onTaken(ClientState state, ClientData.Device device, Key key) {
        ClientState closed = state.with(new Dialog.None());
        if (isTyped(key, 'w')) {
            return Step.to(closed, attach(device, "wait", ""));
        }
        if (isTyped(key, 't')) {
            return Step.to(closed, attach(device, "take-over", ""));
        }
        return Step.to(isBack(key, 'q') ? closed : state);
    }

    private static Step<ClientState, Call> onPin(ClientState state, Dialog.Pin pin, Key key) {
        return switch (pin.form().on(key)) {
            case Form.Outcome.Changed(Form form) -> Step.to(state.with(new Dialog.Pin(pin.device(), form)));
            case Form.Outcome.Cancelled cancelled -> Step.to(state.with(new Dialog.None()));
            case Form.Outcome.Sent(List<String> texts) -> Step.to(state, attach(pin.device(), "now", texts.getFirst()));
        };
    }

    private static boolean isTyped(Key key, char c) {
        return Objects.equals(key, Key.typed(c));
    }

    /** Escape, or the key that led there. */
    private static boolean isBack(Key key, char opened) {
        return key == Key.Named.ESCAPE || isTyped(key, opened);
    }
}
