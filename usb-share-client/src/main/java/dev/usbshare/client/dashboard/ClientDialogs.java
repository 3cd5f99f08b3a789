package dev.usbshare.client.dashboard;

import dev.usbshare.client.dashboard.ClientData.Device;
import dev.usbshare.client.dashboard.ClientData.Server;
import dev.usbshare.dashboard.Call;
import dev.usbshare.dashboard.CodeDialog.Text;
import dev.usbshare.dashboard.Dialog;
import dev.usbshare.dashboard.Form;
import dev.usbshare.qr.QrCode;
import dev.usbshare.tui.Ink;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What lies over the page of servers. */
final class ClientDialogs {

    private ClientDialogs() {}

    /** A new server. */
    static Dialog add() {
        return Dialog.filling(AddServer.form(), AddServer::wish);
    }

    /** Who this client is, for a server's operator. */
    static Dialog identity(ClientData.Identity identity) {
        return new Dialog.Code(
                "Who this client is",
                List.of(
                        new Text("Node id", Ink.STRONG, identity.nodeId()),
                        new Text("Fingerprint", Ink.ACCENT, identity.fingerprint()),
                        new Text(
                                "On the server",
                                Ink.TEXT,
                                "its operator approves this node with p in the dashboard, once it asked.")),
                QrCode.of(identity.nodeId().toUpperCase(Locale.ROOT)),
                'c',
                List.of());
    }

    /** Somebody else has the device. */
    static Dialog taken(Device device, String holder) {
        return new Dialog.Choice(
                "In use",
                device.name() + " is in use by " + holder + ".",
                List.of(
                        new Dialog.Answer('w', "wait in line", attach(device, "wait")),
                        new Dialog.Answer('t', "take it over", attach(device, "take-over"))));
    }

    /** The device has a PIN. */
    static Dialog pin(Device device) {
        return Dialog.filling(
                Form.of(
                        "Attach with a PIN",
                        "The server's operator gave " + device.name() + " a PIN.",
                        Form.field("PIN", "", "")),
                texts -> {
                    String pin = texts.getFirst();
                    Map<String, String> more = pin.isEmpty() ? Map.of() : Map.of("pin", pin);
                    return new Dialog.Wish.Valid(attach(device, "now", more));
                });
    }

    /** @param mode {@code now}, {@code wait} or {@code take-over} */
    static Call attach(Device device, String mode) {
        return attach(device, mode, Map.of());
    }

    private static Call attach(Device device, String mode, Map<String, String> more) {
        var body = new HashMap<>(Map.of("server", device.server(), "device", device.busId(), "mode", mode));
        body.putAll(more);
        // That it is attached is told as soon as it is seen.
        return Call.post(mode.equals("wait") ? "In line for " + device.name() : "", body, "attachments");
    }

    static Call disconnect(Server server) {
        return Call.post("Disconnected from " + server.name(), Map.of(), "servers", server.name(), "disconnect");
    }

    /** @param used attached devices */
    static Dialog reallyDisconnect(Server server, long used) {
        return Dialog.yesOrNo(
                "Disconnect",
                "Disconnect from " + server.name() + "? " + used
                        + (used == 1 ? " attached device is" : " attached devices are")
                        + " unplugged.",
                disconnect(server));
    }

    static Dialog remove(String server) {
        return Dialog.yesOrNo(
                "Remove a server",
                "Remove " + server + "? Its devices are detached, and it is forgotten with its ticket.",
                Call.delete("Removed " + server, "servers", server));
    }
}
