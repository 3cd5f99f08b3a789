package dev.usbshare.server.dashboard;

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

/** The devices of this machine: who uses them, and what is shared. */
final class DevicesPage implements Page<ServerData> {

    private static final Keys KEYS = Keys.of(
            "?", "help",
            "q", "quit",
            "Space", "share",
            "a", "all",
            "Enter", "details",
            "c", "connect",
            "p", "peers",
            "l", "log",
            "x", "take back",
            "r", "refresh");

    @Override
    public char opener() {
        return 'd';
    }

    @Override
    public Keys keys() {
        return KEYS;
    }

    @Override
    public List<String> lines(ServerData data) {
        return data.devices().stream().map(ServerData.Device::busId).toList();
    }

    @Override
    public void draw(Shown<ServerData> shown, Area area) {
        DeviceRows.draw(shown, area, selected(shown));
    }

    static Optional<ServerData.Device> selected(Shown<ServerData> shown) {
        return shown.data().device(shown.selected());
    }

    @Override
    public Optional<Details> details(Shown<ServerData> shown) {
        return selected(shown).map(device -> ServerDetails.of(shown, device));
    }

    @Override
    public Step<Shown<ServerData>, Call> on(Shown<ServerData> shown, Key key) {
        return switch (key) {
            case Key.Named.ENTER ->
                selected(shown).isEmpty()
                        ? shown.step()
                        : shown.with(new Dialog.Details()).step();
            case Key.Typed(int c) ->
                switch (c) {
                    case ' ' ->
                        selected(shown).map(device -> share(shown, device)).orElseGet(shown::step);
                    case 'a' -> shareAll(shown).step();
                    case 'c' -> connect(shown).step();
                    case 'x' -> takeBack(shown).step();
                    case 'r' -> shown.asking(Call.look());
                    default -> shown.step();
                };
            default -> shown.step();
        };
    }

    private static Step<Shown<ServerData>, Call> share(Shown<ServerData> shown, ServerData.Device device) {
        Call call = Call.post(
                device.name() + (device.shared() ? " is not shared any more" : " is shared"),
                Map.of(),
                "devices",
                device.busId(),
                device.shared() ? "unshare" : "share");
        boolean isUsed = shown.data().leaseOf(device.busId()).isPresent();
        return device.shared() && isUsed
                ? shown.with(Dialog.yesOrNo(
                                "Stop sharing",
                                device.name() + " is in use. Stop sharing it? Its user loses it at once.",
                                call))
                        .step()
                : shown.asking(call);
    }

    private static Shown<ServerData> shareAll(Shown<ServerData> shown) {
        List<ServerData.Device> devices = shown.data().devices();
        if (devices.isEmpty()) {
            return shown;
        }
        boolean on = devices.stream().anyMatch(d -> !d.shared());
        int used = shown.data().leases().size();
        return shown.with(Dialog.yesOrNo(
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

    private static Shown<ServerData> takeBack(Shown<ServerData> shown) {
        return shown.data()
                .leaseOf(shown.selected())
                .map(lease -> shown.with(Dialog.yesOrNo(
                        "Take it back",
                        "Take " + selected(shown).map(ServerData.Device::name).orElse(lease.busId()) + " away from "
                                + lease.holder() + "? What it is doing fails.",
                        Call.delete("Taken back from " + lease.holder(), "leases", lease.busId()))))
                .orElse(shown);
    }

    private static Shown<ServerData> connect(Shown<ServerData> shown) {
        ServerData.Connection connection = shown.data().connection();
        return connection == null
                ? shown.telling(Mood.NEUTRAL, "The service has not told its addresses yet")
                : shown.with(ServerTickets.connect(connection));
    }
}
