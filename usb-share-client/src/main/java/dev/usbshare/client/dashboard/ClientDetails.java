package dev.usbshare.client.dashboard;

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
import org.jspecify.annotations.Nullable;

/** All about the selected server or device. */
final class ClientDetails {

    private ClientDetails() {}

    /** Everything that is known. */
    static Page.Details of(Shown<ClientData> shown, Line line) {
        return switch (line) {
            case Line.OfServer(ClientData.Server server) ->
                new Page.Details(server.name(), 9, Keys.of("Esc", "back", "d", "disconnect"), "d", facts -> {
                    facts.line("Node id", Ink.TEXT, server.nodeId());
                    facts.line(
                            "Lets in",
                            Ink.TEXT,
                            server.allowedClasses().equals("*") ? "every class" : server.allowedClasses());
                    server(shown, server, facts);
                });
            case Line.OfDevice(ClientData.Device device) ->
                new Page.Details(
                        device.name(),
                        13,
                        Keys.of("Esc", "back", "Space", "attach or detach", "n", "with a PIN"),
                        " dn",
                        facts -> {
                            facts.line("Device", Ink.STRONG, (device.manufacturer() + " " + device.product()).strip());
                            facts.line("Bus, ID", Ink.TEXT, device.busId() + "   " + device.usbId());
                            facts.line("Serial", Ink.TEXT, device.serial().isEmpty() ? "none" : device.serial());
                            facts.line("Speed", Ink.TEXT, device.speed().toLowerCase(Locale.ROOT));
                            facts.gap();
                            device(shown, device, facts);
                        });
        };
    }

    static void server(Shown<ClientData> shown, ClientData.Server server, Facts facts) {
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
        UseFacts.path(facts, server.path(), shown.now());
    }

    static void device(Shown<ClientData> shown, ClientData.Device device, Facts facts) {
        Optional<ClientData.Attachment> attachment = shown.data().attachmentOf(device);
        facts.line(
                "State",
                attachment.map(ClientData.Attachment::isAttached).orElse(false) ? Ink.GOOD : Ink.TEXT,
                standing(device, attachment.orElse(null)));
        if (attachment.isPresent() && attachment.get().notice() != null) {
            facts.line("Notice", Ink.FAIR, String.valueOf(attachment.get().notice()));
        }
        UseFacts.path(
                facts,
                shown.data()
                        .server(device.server())
                        .map(ClientData.Server::path)
                        .orElse(null),
                shown.now());
        attachment.ifPresent(a -> {
            UseFacts.latency(facts, a.latency());
            UseFacts.moved(
                    facts,
                    a.bytesIn(),
                    a.bytesOut(),
                    shown.history(device.key()).now());
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
