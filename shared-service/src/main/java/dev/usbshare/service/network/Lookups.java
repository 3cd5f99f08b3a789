package dev.usbshare.service.network;

import dev.usbshare.lookup.AllLookups;
import dev.usbshare.lookup.DnsLookup;
import dev.usbshare.lookup.LanBrowser;
import dev.usbshare.lookup.LanServer;
import dev.usbshare.lookup.NodeLookup;
import dev.usbshare.lookup.PkarrHttp;
import dev.usbshare.lookup.PkarrLookup;
import dev.usbshare.nat.Interfaces;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Everybody whom a client asks where a node is, as the settings have it. */
public final class Lookups implements AutoCloseable {

    private final NodeLookup all;
    private final @Nullable LanBrowser lan;
    private final List<Runnable> ends = new ArrayList<>();

    private Lookups(NetworkProperties inForce, EventLoop loop) {
        var asked = new ArrayList<NodeLookup>();
        lan = inForce.lan() ? new LanBrowser(Interfaces::own) : null;
        if (lan != null) {
            ends.add(lan::close);
            asked.add(lan);
        }
        if (!inForce.lookup().isEmpty()) {
            var http = new PkarrHttp(Trust.of(inForce).forHttp());
            ends.add(http::close);
            asked.add(new PkarrLookup(http, inForce.lookup()));
        }
        if (!inForce.dns().isEmpty()) {
            var dns = new DnsLookup(loop, inForce.dns());
            ends.add(dns::close);
            asked.add(dns);
        }
        all = new AllLookups(asked);
    }

    /**
     * @param loop the node's; {@link #close} before it ends
     * @throws dev.usbshare.service.StartFailure naming a setting
     */
    public static Lookups open(NetworkProperties network, EventLoop loop) {
        return new Lookups(network.inForce(), loop);
    }

    /** All of them, asked at once. */
    public NodeLookup all() {
        return all;
    }

    /** The servers that the local network tells of, whoever made them up. */
    public List<LanServer> nearby() {
        return lan == null ? List.of() : lan.servers();
    }

    /** May take two seconds. */
    @Override
    public void close() {
        ends.forEach(Runnable::run);
    }
}
