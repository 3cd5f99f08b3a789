package dev.usbshare.client.dashboard;

import dev.usbshare.dashboard.Toasts.Mood;
import java.util.List;

/** What changed between two looks, told in a few words. */
final class ClientNews {

    /** More at once would cover the rest. */
    private static final int MAX = 3;

    private ClientNews() {}

    static ClientState tell(ClientState now, ClientData before) {
        if (before.equals(ClientData.NONE)) {
            return now;
        }
        ClientState told = servers(now, before);
        told = devices(told, before);
        for (ClientData.Attachment attachment : now.data().attachments()) {
            String notice = attachment.notice();
            boolean isNew = before.attachments().stream()
                    .noneMatch(a -> a.id() == attachment.id() && notice != null && notice.equals(a.notice()));
            if (notice != null && isNew) {
                told = told.telling(Mood.NEUTRAL, attachment.product() + ": " + notice);
            }
        }
        return told;
    }

    private static ClientState servers(ClientState now, ClientData before) {
        ClientState told = now;
        for (ClientData.Server server : now.data().servers()) {
            boolean wasConnected = before.server(server.name())
                    .map(ClientData.Server::isConnected)
                    .orElse(false);
            if (server.isConnected() && !wasConnected) {
                told = told.telling(Mood.GOOD, "Connected to " + server.name());
            } else if (wasConnected && !server.isConnected()) {
                String reason = server.reason() == null ? "" : ": " + server.reason();
                told = told.telling(Mood.BAD, "Lost " + server.name() + reason);
            }
        }
        return told;
    }

    private static ClientState devices(ClientState now, ClientData before) {
        ClientState told = now;
        List<String> known =
                before.devices().stream().map(ClientData.Device::key).toList();
        List<ClientData.Device> arrived = now.data().devices().stream()
                .filter(d -> !known.contains(d.key()))
                // Those of a server that has just come are told as the server.
                .filter(d -> before.server(d.server())
                        .map(ClientData.Server::isConnected)
                        .orElse(false))
                .limit(MAX)
                .toList();
        for (ClientData.Device device : arrived) {
            told = told.telling(Mood.GOOD, device.server() + " offers " + device.name());
        }
        return told;
    }
}
