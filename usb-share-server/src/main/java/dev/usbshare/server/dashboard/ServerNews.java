package dev.usbshare.server.dashboard;

import dev.usbshare.dashboard.Toasts.Mood;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** What changed between two looks, told in a few words. */
final class ServerNews {

    /** More at once is told as a number. */
    private static final int MAX_NAMED = 2;

    private record Piece(Mood mood, String text) {}

    private ServerNews() {}

    static ServerState tell(ServerState now, ServerData before) {
        if (before.equals(ServerData.NONE)) {
            return now;
        }
        ServerData data = now.data();
        var pieces = new ArrayList<Piece>();
        changes(
                pieces,
                data.devices(),
                before.devices(),
                ServerData.Device::busId,
                Mood.GOOD,
                d -> "Plugged in: " + d.name());
        changes(
                pieces,
                before.devices(),
                data.devices(),
                ServerData.Device::busId,
                Mood.NEUTRAL,
                d -> "Unplugged: " + d.name());
        changes(
                pieces,
                data.leases(),
                before.leases(),
                ServerData.Lease::lease,
                Mood.GOOD,
                l -> l.holder() + " uses " + name(data, l));
        changes(
                pieces,
                before.leases(),
                data.leases(),
                ServerData.Lease::lease,
                Mood.NEUTRAL,
                l -> l.holder() + " gave back " + name(data, l));
        changes(
                pieces,
                data.sessions(),
                before.sessions(),
                ServerData.Session::peer,
                Mood.GOOD,
                s -> s.name() + " connected");
        changes(
                pieces,
                before.sessions(),
                data.sessions(),
                ServerData.Session::peer,
                Mood.NEUTRAL,
                s -> s.name() + " left");
        changes(
                pieces,
                data.waiting(),
                before.waiting(),
                ServerData.Asking::id,
                Mood.NEUTRAL,
                a -> a.nodeName() + " asks to come in: p");
        ServerState told = now;
        for (Piece piece : pieces) {
            told = told.telling(piece.mood(), piece.text());
        }
        return told;
    }

    private static String name(ServerData data, ServerData.Lease lease) {
        return data.device(lease.busId()).map(ServerData.Device::name).orElse(lease.busId());
    }

    private static <T> void changes(
            List<Piece> pieces,
            List<T> some,
            List<T> others,
            Function<T, String> key,
            Mood mood,
            Function<T, String> text) {
        List<String> known = others.stream().map(key).toList();
        List<T> only =
                some.stream().filter(one -> !known.contains(key.apply(one))).toList();
        only.stream().limit(MAX_NAMED).forEach(one -> pieces.add(new Piece(mood, text.apply(one))));
        if (only.size() > MAX_NAMED) {
            pieces.add(new Piece(mood, "And " + (only.size() - MAX_NAMED) + " more"));
        }
    }
}
