package dev.usbshare.server.dashboard;

import static dev.usbshare.dashboard.Overview.counted;

import dev.usbshare.dashboard.Cells;
import dev.usbshare.dashboard.History;
import dev.usbshare.dashboard.Overview;
import dev.usbshare.dashboard.Overview.Count;
import dev.usbshare.dashboard.Shown;
import dev.usbshare.dashboard.Table.Cell;
import dev.usbshare.dashboard.Table.Column;
import dev.usbshare.tui.Area;
import dev.usbshare.tui.Ink;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Draws the page of devices. */
final class DeviceRows {

    private static final List<Column> COLUMNS = List.of(
            Column.left("", 1, 1, 100),
            Column.left("Device", 14, 40, 90),
            Column.left("Bus", 5, 10, 60),
            Column.left("ID", 9, 9, 20),
            Column.left("Used by", 7, 20, 80),
            Column.right("Now", 9, 9, 70),
            Column.left("Lately", 8, 30, 55),
            Column.right("Median", 7, 7, 50),
            Column.right("RTT", 7, 7, 45));

    private DeviceRows() {}

    static void draw(Shown<ServerData> shown, Area area, Optional<ServerData.Device> selected) {
        var choice = new Overview.Choice(
                "Devices",
                COLUMNS,
                shown.data().devices().stream()
                        .map(device -> row(shown, device))
                        .toList(),
                shown.selectedIndex(),
                List.of("No USB device is here. Plug one in, or start the service with --simulate."));
        Overview.draw(
                shown,
                area,
                counts(shown.data()),
                choice,
                selected.map(device -> new Overview.Chosen(
                        device.name(),
                        Optional.of(shown.history(device.busId())),
                        facts -> ServerDetails.use(shown, device, facts))));
    }

    private static List<Count> counts(ServerData data) {
        long shared = data.devices().stream().filter(ServerData.Device::shared).count();
        int waiting = data.waiting().size();
        var counts = new ArrayList<>(List.of(
                new Count(Ink.FAINT, counted(data.devices().size(), "device") + ", "),
                new Count(shared == 0 ? Ink.FAINT : Ink.GOOD, shared + " shared"),
                new Count(Ink.FAINT, ", " + data.leases().size() + " in use"),
                new Count(Ink.FAINT, "   " + counted(data.sessions().size(), "peer") + " connected")));
        if (waiting > 0) {
            counts.add(new Count(Ink.FAIR, "   ▲ " + waiting + (waiting == 1 ? " asks" : " ask") + " to come in: p"));
        }
        return counts;
    }

    private static List<Cell> row(Shown<ServerData> shown, ServerData.Device device) {
        Optional<ServerData.Lease> lease = shown.data().leaseOf(device.busId());
        History history = shown.history(device.busId());
        return List.of(
                Cell.of(device.shared() ? Ink.GOOD : Ink.FAINT, device.shared() ? "●" : "○"),
                Cell.of(device.shared() ? Ink.STRONG : Ink.TEXT, device.name()),
                Cell.of(Ink.FAINT, device.busId()),
                Cell.of(Ink.FAINT, device.usbId()),
                lease.map(DeviceRows::user).orElse(Cell.of(Ink.FAINT, device.shared() ? "free" : "–")),
                Cells.rate(history, lease.isPresent()),
                Cells.curve(shown, history),
                Cells.median(lease.map(ServerData.Lease::latency).orElse(null)),
                Cells.roundTrip(lease.flatMap(l -> shown.data().sessionOf(l.peer()))
                        .map(ServerData.Session::path)
                        .orElse(null)));
    }

    private static Cell user(ServerData.Lease lease) {
        int waiting = lease.waiting().size();
        return Cell.of(Ink.ACCENT, lease.holder() + (waiting == 0 ? "" : " +" + waiting));
    }
}
