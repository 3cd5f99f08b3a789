package dev.usbshare.server.dashboard;

import dev.usbshare.dashboard.Dialogs;
import dev.usbshare.dashboard.Facts;
import dev.usbshare.dashboard.Graph;
import dev.usbshare.dashboard.Keys;
import dev.usbshare.dashboard.Units;
import dev.usbshare.dashboard.UseFacts;
import dev.usbshare.tui.Area;
import dev.usbshare.tui.Ink;
import java.time.Duration;
import java.util.Optional;

/** All about one device: who uses it, over which way, how fast. */
final class ServerDetails {

    /** What {@link #draw} needs. */
    static final int ROWS = 7;

    private static final int FACT_COLUMNS = 44;

    private ServerDetails() {}

    /** Facts at the left, curves at the right where there is room. */
    static void draw(ServerState state, Area area) {
        state.selected().ifPresent(device -> {
            int facts =
                    area.columns() >= FACT_COLUMNS + 24 ? Math.max(FACT_COLUMNS, area.columns() / 2) : area.columns();
            use(state, device, new Facts(area.part(1, 0, facts - 2, area.rows())));
            Area right = area.part(facts, 0, area.columns() - facts - 1, area.rows());
            Graph.draw(right, state.history(device.busId()));
        });
    }

    /** As a dialog: everything that is known. */
    static void page(ServerState state, Area body) {
        state.selected().ifPresent(device -> {
            Area inside = Dialogs.page(
                    body,
                    76,
                    state.data().leaseOf(device.busId()).isPresent() ? 16 : 10,
                    device.name(),
                    Keys.of("Esc", "back", "Space", device.shared() ? "stop sharing" : "share", "x", "take back"));
            var facts = new Facts(inside);
            facts.line("Device", Ink.STRONG, (device.manufacturer() + " " + device.product()).strip());
            facts.line("Nickname", Ink.TEXT, device.nickname() == null ? "none" : device.nickname());
            facts.line("Bus, ID", Ink.TEXT, device.busId() + "   " + device.usbId());
            facts.line("Serial", Ink.TEXT, device.serial().isEmpty() ? "none" : device.serial());
            facts.line("Speed", Ink.TEXT, device.speed().toLowerCase(java.util.Locale.ROOT));
            facts.line("Classes", Ink.TEXT, String.join("  ", device.classes()));
            facts.line(
                    "Shared",
                    device.shared() ? Ink.GOOD : Ink.FAIR,
                    (device.shared() ? "● yes, " : "○ no, ") + device.why());
            facts.gap();
            use(state, device, facts);
        });
    }

    private static void use(ServerState state, ServerData.Device device, Facts facts) {
        Optional<ServerData.Lease> lease = state.data().leaseOf(device.busId());
        if (lease.isEmpty()) {
            facts.line("Used by", Ink.FAINT, device.shared() ? "nobody: it is free" : "nobody: it is not shared");
            facts.line("Why", Ink.FAINT, device.why());
            return;
        }
        ServerData.Lease held = lease.get();
        facts.line(
                "Used by",
                Ink.STRONG,
                held.holder() + " for " + Units.duration(Duration.between(held.since(), state.now())));
        if (held.ends() != null) {
            facts.line(
                    "Ends",
                    Ink.FAIR,
                    "in " + Units.duration(Duration.between(state.now(), held.ends())) + ": " + held.why());
        }
        if (!held.waiting().isEmpty()) {
            facts.line(
                    "Waiting",
                    Ink.FAIR,
                    held.waiting().size() + ", next is "
                            + held.waiting().getFirst().name());
        }
        UseFacts.path(
                facts,
                state.data()
                        .sessionOf(held.peer())
                        .map(ServerData.Session::path)
                        .orElse(null),
                state.now());
        UseFacts.latency(facts, held.latency());
        UseFacts.moved(
                facts,
                held.bytesIn(),
                held.bytesOut(),
                state.history(device.busId()).now());
    }
}
