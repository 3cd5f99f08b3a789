package dev.usbshare.client.dashboard;

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
 * All that the client's dashboard shows.
 *
 * @param now the time as of which it is shown
 * @param histories by {@link ClientData.Device#key()}
 * @param selected the key of the selected line; empty for none
 * @param isLog whether the log fills the screen
 */
record ClientState(
        Instant now,
        Link link,
        ClientData data,
        Map<String, History> histories,
        boolean isLog,
        Dialog dialog,
        String selected,
        LogPage log,
        Toasts toasts) {

    /** What lies over the page. */
    sealed interface Dialog {

        record None() implements Dialog {}

        record Help() implements Dialog {}

        /** All about the selected line. */
        record Details() implements Dialog {}

        /** A yes sends the call. */
        record Question(String title, String question, Call call) implements Dialog {}

        /** A new server. */
        record Add(Form form) implements Dialog {}

        /** Somebody else has the device. */
        record Taken(ClientData.Device device, String holder) implements Dialog {}

        /** The device has a PIN. */
        record Pin(ClientData.Device device, Form form) implements Dialog {
            @Override
            public String toString() {
                return "Pin[" + device.key() + "]";
            }
        }

        /** Who this client is, for a server's operator. */
        record Identity(ClientData.Identity identity, QrCode code) implements Dialog {}
    }

    static ClientState begin(Instant now) {
        return new ClientState(
                now,
                new Link.Opening(),
                ClientData.NONE,
                Map.of(),
                false,
                new Dialog.None(),
                "",
                LogPage.EMPTY,
                Toasts.NONE);
    }

    ClientState {
        histories = Map.copyOf(histories);
    }

    History history(ClientData.Device device) {
        return histories.getOrDefault(device.key(), History.NONE);
    }

    Optional<Line> line() {
        return Line.of(data).stream().filter(l -> l.key().equals(selected)).findFirst();
    }

    /** The index of the selected line; -1 if there is none. */
    int selectedIndex() {
        List<Line> lines = Line.of(data);
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).key().equals(selected)) {
                return i;
            }
        }
        return -1;
    }

    ClientState at(Instant time) {
        return new ClientState(time, link, data, histories, isLog, dialog, selected, log, toasts.at(time));
    }

    ClientState with(Link other) {
        return new ClientState(now, other, data, histories, isLog, dialog, selected, log, toasts);
    }

    ClientState with(Dialog other) {
        return new ClientState(now, link, data, histories, isLog, other, selected, log, toasts);
    }

    ClientState with(LogPage other) {
        return new ClientState(now, link, data, histories, isLog, dialog, selected, other, toasts);
    }

    ClientState withLog(boolean on) {
        return new ClientState(now, link, data, histories, on, dialog, selected, on ? LogPage.EMPTY : log, toasts);
    }

    ClientState selecting(String key) {
        return new ClientState(now, link, data, histories, isLog, dialog, key, log, toasts);
    }

    ClientState seeing(ClientData newer, Map<String, History> more) {
        return new ClientState(
                now, link.answered(), newer, more, isLog, dialog, selected, log.with(newer.log()), toasts);
    }

    ClientState telling(Toasts.Mood mood, String text) {
        return new ClientState(now, link, data, histories, isLog, dialog, selected, log, toasts.with(mood, text, now));
    }
}
