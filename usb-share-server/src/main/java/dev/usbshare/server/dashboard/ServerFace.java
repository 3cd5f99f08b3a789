package dev.usbshare.server.dashboard;

import dev.usbshare.dashboard.Call;
import dev.usbshare.dashboard.Dialog;
import dev.usbshare.dashboard.Face;
import dev.usbshare.dashboard.Keys;
import dev.usbshare.dashboard.LogsPage;
import dev.usbshare.dashboard.Page;
import dev.usbshare.dashboard.Toasts;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** The server's dashboard: its devices, its peers, its log. */
final class ServerFace implements Face<ServerData> {

    private static final Keys HELP = Keys.of(
            "↑ ↓ j k", "choose a device; PgUp, PgDn, Home and End too",
            "Space", "share the device, or stop sharing it",
            "a", "share all devices, or none",
            "Enter", "everything about the device",
            "x", "take the device back from its user",
            "c", "how clients connect: address, ticket, QR code",
            "p", "peers: approve, deny, revoke, invite",
            "l", "the log and the audit log",
            "r", "look again at once",
            "Ctrl-L", "draw everything anew",
            "q", "leave; the service goes on");

    private final List<Page<ServerData>> pages;

    /** @param zone in which times of day are told */
    ServerFace(ZoneId zone) {
        this.pages = List.of(new DevicesPage(), new PeersPage(), new LogsPage<>(zone));
    }

    @Override
    public String program() {
        return "usb-share server";
    }

    @Override
    public String about(ServerData data) {
        return data.connection() == null ? "" : data.connection().name();
    }

    @Override
    public ServerData nothing() {
        return ServerData.NONE;
    }

    @Override
    public List<Page<ServerData>> pages() {
        return pages;
    }

    @Override
    public Keys help() {
        return HELP;
    }

    @Override
    public String legend() {
        return "● shared  ○ not shared  ▲ somebody asks to come in";
    }

    @Override
    public List<Toasts.Piece> news(ServerData before, ServerData now) {
        return ServerNews.between(before, now);
    }

    /** A ticket is shown once. */
    @Override
    public Optional<Dialog> answered(Call call, JsonNode answer) {
        return call.equals(ServerTickets.INVITE)
                ? Optional.of(ServerTickets.invitation(
                        answer.path("text").asString(""),
                        Instant.parse(answer.path("expires").asString())))
                : Optional.empty();
    }
}
