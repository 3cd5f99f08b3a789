package dev.usbshare.client.dashboard;

import dev.usbshare.dashboard.Dashboard;
import dev.usbshare.dashboard.LogPage;
import dev.usbshare.dashboard.News;
import dev.usbshare.dashboard.Shown;
import dev.usbshare.service.meters.LatencyRow;
import dev.usbshare.service.meters.PathRow;
import dev.usbshare.tui.App;
import dev.usbshare.tui.Key;
import dev.usbshare.tui.Screen;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Two servers: shed is connected and offers a drive, a scanner that bob has, and a camera; attic is waiting for its next try. */
final class Samples {

    static final Instant NOW = Instant.parse("2026-11-22T20:00:00Z");
    static final Dashboard<ClientData> DASHBOARD = new Dashboard<>(new ClientFace(ZoneId.of("UTC")));
    static final ClientData.Identity SELF = new ClientData.Identity("c".repeat(52), "brave lion");

    static final ClientData.Server SHED = server("shed", "connected", null);
    static final ClientData.Server ATTIC = server("attic", "waiting", "no route to host");
    static final ClientData.Device DRIVE = device("1-1", "0951:1666", "DataTraveler", null);
    static final ClientData.Device SCANNER = device("1-2", "04a9:1909", "CanoScan", "bob");
    static final ClientData.Device CAMERA = device("1-3", "046d:0825", "Webcam", null);

    private Samples() {}

    static ClientData.Server server(String name, String state, @Nullable String reason) {
        boolean isConnected = state.equals("connected");
        return new ClientData.Server(
                name,
                "s".repeat(52),
                "192.0.2.7:7490",
                state,
                reason,
                reason == null ? null : 8_000L,
                isConnected ? "bench" : null,
                isConnected ? "usb-share-server 0.1.0" : null,
                isConnected ? 3 : 0,
                isConnected
                        ? new PathRow(
                                "direct",
                                "192.0.2.7:7490",
                                NOW.minusSeconds(790),
                                "fair",
                                61.2,
                                58.0,
                                90.5,
                                1.5,
                                0,
                                null,
                                null)
                        : null,
                "*");
    }

    static ClientData.Device device(String busId, String usbId, String product, @Nullable String holder) {
        return new ClientData.Device("shed", busId, usbId, "Acme", product, "SN-1", "HIGH", null, holder, null);
    }

    /** Of the drive. */
    static ClientData.Attachment attachment(String state, long urbs, long in, long out) {
        return new ClientData.Attachment(
                7,
                "shed",
                "1-1",
                "DataTraveler",
                state,
                state.equals("attached") ? 3 : null,
                state.equals("queued") ? 2 : null,
                state.equals("queued") ? "bob" : null,
                null,
                urbs,
                in,
                out,
                4,
                new LatencyRow(62.5, 80.1, 95.4, 812, 15));
    }

    static ClientData data(ClientData.Attachment... attachments) {
        return data(List.of(SHED, ATTIC), List.of(DRIVE, SCANNER, CAMERA), attachments);
    }

    static ClientData data(
            List<ClientData.Server> servers, List<ClientData.Device> devices, ClientData.Attachment... attachments) {
        return new ClientData(servers, devices, List.of(attachments), LogPage.EMPTY, SELF);
    }

    /** After a minute of traffic, with the drive selected. */
    static Shown<ClientData> busy() {
        Shown<ClientData> shown = DASHBOARD.begin(NOW);
        for (int second = 0; second < 60; second++) {
            ClientData data = data(attachment("attached", second * 800L, second * 6_000_000L, second * 900_000L));
            shown = heard(shown, new News.Seen<>(data), NOW.plusSeconds(second));
        }
        return DASHBOARD
                .on(shown, new App.Event.Pressed<>(Key.Named.DOWN), shown.now())
                .state();
    }

    static Shown<ClientData> heard(Shown<ClientData> shown, News<ClientData> news, Instant now) {
        return DASHBOARD.on(shown, new App.Event.Heard<>(news), now).state();
    }

    static Screen draw(Shown<ClientData> shown, int columns, int rows) {
        var screen = new Screen(columns, rows);
        DASHBOARD.draw(shown, screen.area());
        return screen;
    }
}
