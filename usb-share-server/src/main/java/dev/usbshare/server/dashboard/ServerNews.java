package dev.usbshare.server.dashboard;

import dev.usbshare.dashboard.Changes;
import dev.usbshare.dashboard.Toasts;
import dev.usbshare.dashboard.Toasts.Mood;
import java.util.List;

/** What changed between two looks, told in a few words. */
final class ServerNews {

    private ServerNews() {}

    static List<Toasts.Piece> between(ServerData before, ServerData data) {
        var changes = new Changes();
        changes.only(
                data.devices(), before.devices(), ServerData.Device::busId, Mood.GOOD, d -> "Plugged in: " + d.name());
        changes.only(
                before.devices(),
                data.devices(),
                ServerData.Device::busId,
                Mood.NEUTRAL,
                d -> "Unplugged: " + d.name());
        changes.only(
                data.leases(),
                before.leases(),
                ServerData.Lease::lease,
                Mood.GOOD,
                l -> l.holder() + " uses " + name(data, l));
        changes.only(
                before.leases(),
                data.leases(),
                ServerData.Lease::lease,
                Mood.NEUTRAL,
                l -> l.holder() + " gave back " + name(data, l));
        changes.only(
                data.sessions(), before.sessions(), ServerData.Session::peer, Mood.GOOD, s -> s.name() + " connected");
        changes.only(
                before.sessions(), data.sessions(), ServerData.Session::peer, Mood.NEUTRAL, s -> s.name() + " left");
        changes.only(
                data.waiting(),
                before.waiting(),
                ServerData.Asking::id,
                Mood.NEUTRAL,
                a -> a.nodeName() + " asks to come in: p");
        return changes.pieces();
    }

    private static String name(ServerData data, ServerData.Lease lease) {
        return data.device(lease.busId()).map(ServerData.Device::name).orElse(lease.busId());
    }
}
