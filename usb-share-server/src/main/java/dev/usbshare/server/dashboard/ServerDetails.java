package dev.usbshare.server.dashboard;

import dev.usbshare.dashboard.Facts;
import dev.usbshare.dashboard.Keys;
import dev.usbshare.dashboard.Page;
import dev.usbshare.dashboard.Shown;
import dev.usbshare.dashboard.Units;
import dev.usbshare.dashboard.UseFacts;
import dev.usbshare.tui.Ink;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** All about one device: who uses it, over which way, how fast. */
final class ServerDetails {

    private ServerDetails() {}

    /** Everything that is known. */
    static Page.Details of(Shown<ServerData> shown, ServerData.Device device) {
        return new Page.Details(
                device.name(),
                shown.data().leaseOf(device.busId()).isPresent() ? 16 : 10,
                Keys.of("Esc", "back", "Space", device.shared() ? "stop sharing" : "share", "x", "take back"),
                " x",
                facts -> all(shown, device, facts));
    }

    private static void all(Shown<ServerData> shown, ServerData.Device device, Facts facts) {
        facts.line("Device", Ink.STRONG, (device.manufacturer() + " " + device.product()).strip());
        facts.line("Nickname", Ink.TEXT, device.nickname() == null ? "none" : device.nickname());
        facts.line("Bus, ID", Ink.TEXT, device.busId() + "   " + device.usbId());
        facts.line("Serial", Ink.TEXT, device.serial().isEmpty() ? "none" : device.serial());
        facts.line("Speed", Ink.TEXT, device.speed().toLowerCase(Locale.ROOT));
        facts.line("Classes", Ink.TEXT, String.join("  ", device.classes()));
        facts.line(
                "Shared",
                device.shared() ? Ink.GOOD : Ink.FAIR,
                (device.shared() ? "● yes, " : "○ no, ") + device.why());
        facts.gap();
        use(shown, device, facts);
    }

    /** Who uses it, over which way, how fast. */
    static void use(Shown<ServerData> shown, ServerData.Device device, Facts facts) {
        Optional<ServerData.Lease> lease = shown.data().leaseOf(device.busId());
        if (lease.isEmpty()) {
            facts.line("Used by", Ink.FAINT, device.shared() ? "nobody: it is free" : "nobody: it is not shared");
            facts.line("Why", Ink.FAINT, device.why());
            return;
        }
        ServerData.Lease held = lease.get();
        facts.line(
                "Used by",
                Ink.STRONG,
                held.holder() + " for " + Units.duration(Duration.between(held.since(), shown.now())));
        if (held.ends() != null) {
            facts.line(
                    "Ends",
                    Ink.FAIR,
                    "in " + Units.duration(Duration.between(shown.now(), held.ends())) + ": " + held.why());
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
                shown.data()
                        .sessionOf(held.peer())
                        .map(ServerData.Session::path)
                        .orElse(null),
                shown.now());
        UseFacts.latency(facts, held.latency());
        UseFacts.moved(
                facts,
                held.bytesIn(),
                held.bytesOut(),
                shown.history(device.busId()).now());
    }
}
