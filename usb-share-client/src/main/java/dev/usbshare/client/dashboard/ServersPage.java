package dev.usbshare.client.dashboard;

import dev.usbshare.client.dashboard.ClientData.Attachment;
import dev.usbshare.client.dashboard.ClientData.Device;
import dev.usbshare.client.dashboard.ClientData.Server;
import dev.usbshare.dashboard.Call;
import dev.usbshare.dashboard.Dialog;
import dev.usbshare.dashboard.Keys;
import dev.usbshare.dashboard.Page;
import dev.usbshare.dashboard.Shown;
import dev.usbshare.dashboard.Toasts.Mood;
import dev.usbshare.tui.App.Step;
import dev.usbshare.tui.Area;
import dev.usbshare.tui.Key;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The servers, and below each the devices that it offers. */
final class ServersPage implements Page<ClientData> {

    private static final Keys KEYS = Keys.of(
            "?", "help",
            "q", "quit",
            "Space", "attach",
            "Enter", "connect",
            "d", "disconnect",
            "a", "add",
            "r", "remove",
            "l", "log",
            "c", "who am I",
            "n", "PIN");

    @Override
    public char opener() {
        return 's';
    }

    @Override
    public Keys keys() {
        return KEYS;
    }

    @Override
    public List<String> lines(ClientData data) {
        return Line.of(data).stream().map(Line::key).toList();
    }

    @Override
    public void draw(Shown<ClientData> shown, Area area) {
        ServerRows.draw(shown, area, selected(shown));
    }

    private static Optional<Line> selected(Shown<ClientData> shown) {
        return Line.of(shown.data()).stream()
                .filter(line -> line.key().equals(shown.selected()))
                .findFirst();
    }

    private static Optional<Device> device(Shown<ClientData> shown) {
        return selected(shown)
                .flatMap(line -> line instanceof Line.OfDevice(Device device) ? Optional.of(device) : Optional.empty());
    }

    @Override
    public Optional<Details> details(Shown<ClientData> shown) {
        return selected(shown).map(line -> ClientDetails.of(shown, line));
    }

    @Override
    public Step<Shown<ClientData>, Call> on(Shown<ClientData> shown, Key key) {
        return switch (key) {
            case Key.Named.ENTER -> enter(shown);
            case Key.Typed(int c) ->
                switch (c) {
                    case ' ' -> attachOrDetach(shown);
                    case 'd' -> disconnect(shown);
                    case 'a' -> shown.with(ClientDialogs.add()).step();
                    case 'r' -> remove(shown).step();
                    case 'n' ->
                        device(shown)
                                .map(device -> shown.with(ClientDialogs.pin(device)))
                                .orElse(shown)
                                .step();
                    case 'c' -> identity(shown).step();
                    default -> shown.step();
                };
            default -> shown.step();
        };
    }

    private static Step<Shown<ClientData>, Call> enter(Shown<ClientData> shown) {
        return switch (selected(shown).orElse(null)) {
            case null -> shown.step();
            case Line.OfServer(Server server)
            when !server.isConnected() ->
                shown.asking(
                        Call.post("Connecting to " + server.name(), Map.of(), "servers", server.name(), "connect"));
            case Line line -> shown.with(new Dialog.Details()).step();
        };
    }

    private static Step<Shown<ClientData>, Call> attachOrDetach(Shown<ClientData> shown) {
        return device(shown)
                .map(device -> shown.data()
                        .attachmentOf(device)
                        .map(attachment -> shown.asking(detach(device, attachment)))
                        .orElseGet(() -> attach(shown, device)))
                .orElseGet(() -> shown.telling(Mood.NEUTRAL, "Space attaches a device: choose one below a server")
                        .step());
    }

    private static Step<Shown<ClientData>, Call> attach(Shown<ClientData> shown, Device device) {
        return device.holder() == null
                ? shown.telling(Mood.NEUTRAL, "Attaching " + device.name()).asking(ClientDialogs.attach(device, "now"))
                : shown.with(ClientDialogs.taken(device, device.holder())).step();
    }

    private static Call detach(Device device, Attachment attachment) {
        return Call.delete("Detached " + device.name(), "attachments", Integer.toString(attachment.id()));
    }

    /** A server's connection; on a device, its attachment. */
    private static Step<Shown<ClientData>, Call> disconnect(Shown<ClientData> shown) {
        return switch (selected(shown).orElse(null)) {
            case null -> shown.step();
            case Line.OfDevice(Device device) ->
                shown.data()
                        .attachmentOf(device)
                        .map(attachment -> shown.asking(detach(device, attachment)))
                        .orElseGet(shown::step);
            case Line.OfServer(Server server) -> {
                long used = shown.data().attachments().stream()
                        .filter(a -> a.server().equals(server.name()) && a.isAttached())
                        .count();
                yield used == 0
                        ? shown.asking(ClientDialogs.disconnect(server))
                        : shown.with(ClientDialogs.reallyDisconnect(server, used))
                                .step();
            }
        };
    }

    private static Shown<ClientData> remove(Shown<ClientData> shown) {
        return selected(shown)
                .map(line -> shown.with(ClientDialogs.remove(line.server())))
                .orElse(shown);
    }

    private static Shown<ClientData> identity(Shown<ClientData> shown) {
        ClientData.Identity identity = shown.data().identity();
        return identity == null
                ? shown.telling(Mood.NEUTRAL, "The service has not told who it is yet")
                : shown.with(ClientDialogs.identity(identity));
    }
}
