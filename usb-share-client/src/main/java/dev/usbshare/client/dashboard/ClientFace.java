package dev.usbshare.client.dashboard;

import dev.usbshare.dashboard.Face;
import dev.usbshare.dashboard.Keys;
import dev.usbshare.dashboard.LogsPage;
import dev.usbshare.dashboard.Page;
import dev.usbshare.dashboard.Toasts;
import java.time.ZoneId;
import java.util.List;

/** The client's dashboard: the servers with their devices, and its log. */
final class ClientFace implements Face<ClientData> {

    private static final int SHORT_ID = 10;

    private static final Keys HELP = Keys.of(
            "↑ ↓ j k", "choose a server or a device; PgUp, PgDn, Home and End too",
            "Space", "attach the device to this machine, or detach it",
            "n", "attach the device with its PIN",
            "Enter", "connect to the server at once; on what is connected: details",
            "d", "disconnect from the server; on a device: detach it",
            "a", "add a server: by ticket, or by node id and address",
            "r", "remove the server",
            "c", "who this client is: its node id, for a server's operator",
            "l", "the log and the audit log",
            "Ctrl-L", "draw everything anew",
            "q", "leave; the service goes on, and devices stay attached");

    private final List<Page<ClientData>> pages;

    /** @param zone in which times of day are told */
    ClientFace(ZoneId zone) {
        this.pages = List.of(new ServersPage(), new LogsPage<>(zone));
    }

    @Override
    public String program() {
        return "usb-share client";
    }

    @Override
    public String about(ClientData data) {
        ClientData.Identity identity = data.identity();
        return identity == null
                ? ""
                : identity.nodeId()
                        .substring(0, Math.min(SHORT_ID, identity.nodeId().length()));
    }

    @Override
    public ClientData nothing() {
        return ClientData.NONE;
    }

    @Override
    public List<Page<ClientData>> pages() {
        return pages;
    }

    @Override
    public Keys help() {
        return HELP;
    }

    @Override
    public String legend() {
        return "● connected, attached  ◐ on its way, in line  ○ not";
    }

    @Override
    public List<Toasts.Piece> news(ClientData before, ClientData now) {
        return ClientNews.between(before, now);
    }
}
