package dev.usbshare.client.dashboard;

import dev.usbshare.dashboard.Dialogs;
import dev.usbshare.dashboard.Facts;
import dev.usbshare.dashboard.Graph;
import dev.usbshare.dashboard.Keys;
import dev.usbshare.dashboard.Units;
import dev.usbshare.dashboard.UseFacts;
import dev.usbshare.tui.Area;
import dev.usbshare.tui.Ink;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** All about the selected server or device. */
final class ClientDetails {

    /** What {@link #draw} needs in its frame. */
    static final int ROWS = 7;

    private static final int FACT_COLUMNS = 44;
    private static final int PAGE_COLUMNS = 76;

    private ClientDetails() {}

    static void draw(ClientState state, Area area) {
        switch (state.line().orElse(null)) {
            case null -> area.frame(Ink.BORDER, Ink.TEXT, "");
            case Line.OfServer(ClientData.Server server) ->
                server(
                        state,
                        server,
                        new Facts(area.frame(Ink.BORDER, Ink.ACCENT, server.name())
                                .inset(1, 0)));
            case Line.OfDevice(ClientData.Device device) -> {
                Area inside = area.frame(Ink.BORDER, Ink.ACCENT, device.name());
                boolean isWide = inside.columns() >= FACT_COLUMNS + 24;
                int facts = isWide ? Math.max(FACT_COLUMNS, inside.columns() / 2) : inside.columns();
                device(state, device, new Facts(inside.part(1, 0, facts - 2, inside.rows())));
                Graph.draw(inside.part(facts, 0, inside.columns() - facts - 1, inside.rows()), state.history(device));
            }
        }
    }

    static void page(ClientState state, Area body) {
        switch (state.line().orElse(null)) {
            case null -> {}
            case Line.OfServer(ClientData.Server server) -> {
                Area inside =
                        Dialogs.page(body, PAGE_COLUMNS, 9, server.name(), Keys.of("Esc", "back", "d", "disconnect"));
                var facts = new Facts(inside);
                facts.line("Node id", Ink.TEXT, server.nodeId());
                facts.line(
                        "Lets in",
                        Ink.TEXT,
                        server.allowedClasses().equals("*") ? "every class" : server.allowedClasses());
                server(state, server, facts);
            }
            case Line.OfDevice(ClientData.Device device) -> {
                Area inside = Dialogs.page(
                        body,
                        PAGE_COLUMNS,
                        13,
                        device.name(),
                        Keys.of("Esc", "back", "Space", "attach or detach", "n", "with a PIN"));
                var facts = new Facts(inside);
                facts.line("Device", Ink.STRONG, (device.manufacturer() + " " + device.product()).strip());
                facts.line("Bus, ID", Ink.TEXT, device.busId() + "   " + device.usbId());
                facts.line("Serial", Ink.TEXT, device.serial().isEmpty() ? "none" : device.serial());
                facts.line("Speed", Ink.TEXT, device.speed().toLowerCase(Locale.ROOT));
                facts.gap();
                device(state, device, facts);
            }
        }
    }

    private static void server(ClientState state, ClientData.Server server, Facts facts) {
        facts.line("State", ink(server), sign(server) + " " + server.state());
        if (server.reason() != null) {
            facts.line("Why", Ink.FAIR, server.reason());
        }
        if (server.retryInMillis() != null) {
            facts.line(
                    "Next try",
                    Ink.TEXT,
                    Units.duration(Duration.ofMillis(server.retryInMillis())) + " after the last");
        }
        facts.line("Address", Ink.TEXT, server.address());
        if (server.nodeName() != null) {
            facts.line("Calls itself", Ink.TEXT, server.nodeName() + ", " + server.software());
        }
        UseFacts.path(facts, server.path(), state.now());
    }

    private static void device(ClientState state, ClientData.Device device, Facts facts) {
        Optional<ClientData.Attachment> attachment = state.data().attachmentOf(device);
        facts.line(
                "State",
                attachment.map(ClientData.Attachment::isAttached).orElse(false) ? Ink.GOOD : Ink.TEXT,
                standing(device, attachment.orElse(null)));
        if (attachment.isPresent() && attachment.get().notice() != null) {
            facts.line("Notice", Ink.FAIR, String.valueOf(attachment.get().notice()));
        }
        UseFacts.path(
                facts,
                state.data()
                        .server(device.server())
                        .map(ClientData.Server::path)
                        .orElse(null),
                state.now());
        attachment.ifPresent(a -> {
            UseFacts.latency(facts, a.latency());
            UseFacts.moved(
                    facts, a.bytesIn(), a.bytesOut(), state.history(device).now());
        });
    }

    /** In a few words. */
    static String standing(ClientData.Device device, ClientData.@Nullable Attachment attachment) {
        if (attachment != null) {
            return switch (attachment.state()) {
                case "attached" -> "attached, port " + attachment.port();
                case "queued" -> "number " + attachment.position() + " in line after " + attachment.holder();
                case "leasing", "preparing" -> "attaching";
                default -> attachment.state();
            };
        }
        return device.holder() == null ? "free" : "used by " + device.holder();
    }

    static String sign(ClientData.Server server) {
        return switch (server.state()) {
            case "connected" -> "●";
            case "connecting" -> "◐";
            default -> "○";
        };
    }

    static Ink ink(ClientData.Server server) {
        return switch (server.state()) {
            case "connected" -> Ink.GOOD;
            case "connecting" -> Ink.FAIR;
            case "waiting" -> Ink.BAD;
            default -> Ink.FAINT;
        };
    }
}
