package dev.usbshare.server.dashboard;

import dev.usbshare.dashboard.Dashboard;
import dev.usbshare.dashboard.LogPage;
import dev.usbshare.dashboard.News;
import dev.usbshare.dashboard.Shown;
import dev.usbshare.service.meters.LatencyRow;
import dev.usbshare.service.meters.PathRow;
import dev.usbshare.tui.App;
import dev.usbshare.tui.Screen;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A server with three devices: one in use, one shared and free, one not shared. */
final class Samples {

    static final Instant NOW = Instant.parse("2026-11-22T20:00:00Z");
    static final Dashboard<ServerData> DASHBOARD = new Dashboard<>(new ServerFace(ZoneId.of("UTC")));

    static final ServerData.Device DRIVE = device("1-1", "0951:1666", "Kingston", "DataTraveler", true);
    static final ServerData.Device SERIAL = device("1-2", "0403:6001", "FTDI", "Serial", true);
    static final ServerData.Device KEYBOARD = device("1-3.4", "046d:c52b", "Logitech", "Receiver", false);
    static final ServerData.Asking BOB =
            new ServerData.Asking("b".repeat(52), "bold otter", "bob's laptop", "192.0.2.9:4000", "waiting", NOW, NOW);
    static final ServerData.Peer ALICE = new ServerData.Peer(
            "alice23456" + "a".repeat(42), "alice", "works here", "database", "approved", List.of(), null, false);

    private Samples() {}

    static ServerData.Device device(String busId, String usbId, String manufacturer, String product, boolean shared) {
        return new ServerData.Device(
                busId,
                usbId,
                manufacturer,
                product,
                "SN-1",
                "HIGH",
                List.of("00", "08"),
                null,
                shared,
                shared ? "a person shared it" : "nothing shares it");
    }

    static ServerData.Lease lease(long urbs, long in, long out) {
        return new ServerData.Lease(
                "1-1",
                "9f31",
                "alice23456",
                "alice",
                "held",
                NOW.minusSeconds(720),
                null,
                null,
                urbs,
                in,
                out,
                new LatencyRow(0.21, 1.9, 4.4, 812, 15),
                List.of());
    }

    static ServerData data(ServerData.@Nullable Lease lease) {
        return new ServerData(
                List.of(DRIVE, SERIAL, KEYBOARD),
                lease == null ? List.of() : List.of(lease),
                List.of(new ServerData.Session(
                        1,
                        "alice23456",
                        "alice",
                        "alice-laptop",
                        "192.0.2.7:51234",
                        NOW.minusSeconds(800),
                        1,
                        new PathRow(
                                "direct",
                                "192.0.2.7:51234",
                                NOW.minusSeconds(790),
                                "good",
                                1.24,
                                0.93,
                                4.1,
                                0.0,
                                0,
                                null,
                                null))),
                List.of(BOB),
                List.of(ALICE),
                LogPage.EMPTY,
                new ServerData.Connection(
                        "s".repeat(52),
                        "brave lion",
                        "bench",
                        List.of("192.0.2.1:7490"),
                        "usbshare" + "abcdefghij".repeat(9)));
    }

    /** After some seconds of traffic. */
    static Shown<ServerData> busy() {
        Shown<ServerData> state = DASHBOARD.begin(NOW);
        long in = 0;
        long out = 0;
        for (int second = 0; second < 60; second++) {
            in += (long) (8e6 + 6e6 * Math.sin(second / 5.0));
            out += (long) (1e6 + 9e5 * Math.cos(second / 9.0));
            state = heard(state, new News.Seen<>(data(lease(second * 800L, in, out))), NOW.plusSeconds(second));
        }
        return state;
    }

    static Shown<ServerData> heard(Shown<ServerData> state, News<ServerData> news, Instant now) {
        return DASHBOARD.on(state, new App.Event.Heard<>(news), now).state();
    }

    static Screen draw(Shown<ServerData> state, int columns, int rows) {
        var screen = new Screen(columns, rows);
        DASHBOARD.draw(state, screen.area());
        return screen;
    }
}
