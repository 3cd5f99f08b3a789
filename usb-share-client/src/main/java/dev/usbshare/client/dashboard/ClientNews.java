package dev.usbshare.client.dashboard;

import dev.usbshare.dashboard.Changes;
import dev.usbshare.dashboard.Toasts;
import dev.usbshare.dashboard.Toasts.Mood;
import java.util.List;

/** What changed between two looks, told in a few words. */
final class ClientNews {

    private ClientNews() {}

    static List<Toasts.Piece> between(ClientData before, ClientData now) {
        var changes = new Changes();
        servers(changes, before, now);
        changes.only(
                now.devices().stream()
                        // Those of a server that has just come are told as the server.
                        .filter(device -> isConnected(before, device.server()))
                        .toList(),
                before.devices(),
                ClientData.Device::key,
                Mood.GOOD,
                device -> device.server() + " offers " + device.name());
        changes.only(
                attached(now),
                attached(before),
                attachment -> Integer.toString(attachment.id()),
                Mood.GOOD,
                attachment -> "Attached: " + attachment.product());
        changes.only(
                noticed(now),
                noticed(before),
                attachment -> attachment.id() + " " + attachment.notice(),
                Mood.NEUTRAL,
                attachment -> attachment.product() + ": " + attachment.notice());
        return changes.pieces();
    }

    private static void servers(Changes changes, ClientData before, ClientData now) {
        for (ClientData.Server server : now.servers()) {
            boolean wasConnected = isConnected(before, server.name());
            if (server.isConnected() && !wasConnected) {
                changes.tell(Mood.GOOD, "Connected to " + server.name());
            } else if (wasConnected && !server.isConnected()) {
                String reason = server.reason() == null ? "" : ": " + server.reason();
                changes.tell(Mood.BAD, "Lost " + server.name() + reason);
            }
        }
    }

    private static boolean isConnected(ClientData data, String server) {
        return data.server(server).map(ClientData.Server::isConnected).orElse(false);
    }

    private static List<ClientData.Attachment> attached(ClientData data) {
        return data.attachments().stream()
                .filter(ClientData.Attachment::isAttached)
                .toList();
    }

    private static List<ClientData.Attachment> noticed(ClientData data) {
        return data.attachments().stream()
                .filter(attachment -> attachment.notice() != null)
                .toList();
    }
}
