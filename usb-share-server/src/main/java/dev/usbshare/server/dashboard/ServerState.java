package dev.usbshare.server.dashboard;

import dev.usbshare.dashboard.Call;
import dev.usbshare.dashboard.Form;
import dev.usbshare.dashboard.History;
import dev.usbshare.dashboard.Link;
import dev.usbshare.dashboard.LogPage;
import dev.usbshare.dashboard.Toasts;
import dev.usbshare.qr.QrCode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that the server's dashboard shows.
 *
 * @param now the time as of which it is shown
 * @param histories by bus id
 * @param device the bus id of the selected device; empty for none
 * @param row the selected row of the page of peers
 */
record ServerState(
        Instant now,
        Link link,
        ServerData data,
        Map<String, History> histories,
        Page page,
        Dialog dialog,
        String device,
        int row,
        LogPage log,
        Toasts toasts) {

    /** What fills the screen. */
    enum Page {
        DEVICES,
        PEERS,
        LOG
    }

    /** What lies over it. */
    sealed interface Dialog {

        record None() implements Dialog {}

        record Help() implements Dialog {}

        /** All about the selected device. */
        record Details() implements Dialog {}

        /** A yes sends the call. */
        record Question(String title, String question, Call call) implements Dialog {}

        /** @param id of the node that asks */
        record Approve(String id, Form form) implements Dialog {}

        /** How clients reach this server. */
        record Connect(ServerData.Connection connection, QrCode code) implements Dialog {}

        /** A ticket that admits whoever has it. */
        record Invitation(String text, Instant expires, QrCode code) implements Dialog {
            @Override
            public String toString() {
                return "Invitation[]";
            }
        }
    }

    static ServerState begin(Instant now) {
        return new ServerState(
                now,
                new Link.Opening(),
                ServerData.NONE,
                Map.of(),
                Page.DEVICES,
                new Dialog.None(),
                "",
                0,
                LogPage.EMPTY,
                Toasts.NONE);
    }

    ServerState {
        histories = Map.copyOf(histories);
    }

    History history(String busId) {
        return histories.getOrDefault(busId, History.NONE);
    }

    Optional<ServerData.Device> selected() {
        return data.device(device);
    }

    /** The index of the selected device; -1 if there is none. */
    int selectedIndex() {
        List<ServerData.Device> all = data.devices();
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).busId().equals(device)) {
                return i;
            }
        }
        return -1;
    }

    ServerState at(Instant time) {
        return new ServerState(time, link, data, histories, page, dialog, device, row, log, toasts.at(time));
    }

    ServerState with(Link other) {
        return new ServerState(now, other, data, histories, page, dialog, device, row, log, toasts);
    }

    ServerState with(Page other) {
        return new ServerState(now, link, data, histories, other, new Dialog.None(), device, 0, log, toasts);
    }

    ServerState with(Dialog other) {
        return new ServerState(now, link, data, histories, page, other, device, row, log, toasts);
    }

    ServerState with(LogPage other) {
        return new ServerState(now, link, data, histories, page, dialog, device, row, other, toasts);
    }

    ServerState selecting(String busId) {
        return new ServerState(now, link, data, histories, page, dialog, busId, row, log, toasts);
    }

    ServerState onRow(int other) {
        return new ServerState(now, link, data, histories, page, dialog, device, other, log, toasts);
    }

    ServerState seeing(ServerData newer, Map<String, History> more) {
        return new ServerState(
                now, link.answered(), newer, more, page, dialog, device, row, log.with(newer.log()), toasts);
    }

    ServerState telling(Toasts.Mood mood, String text) {
        return new ServerState(
                now, link, data, histories, page, dialog, device, row, log, toasts.with(mood, text, now));
    }
}
