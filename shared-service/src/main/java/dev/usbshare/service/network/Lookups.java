package dev.usbshare.service.network;

import dev.usbshare.lookup.AllLookups;
import dev.usbshare.lookup.DnsLookup;
import dev.usbshare.lookup.NodeLookup;
import dev.usbshare.lookup.PkarrHttp;
import dev.usbshare.lookup.PkarrLookup;
import dev.usbshare.relay.RelayTrust;
import io.netty.channel.EventLoop;
import java.util.ArrayList;

/** Everybody whom a client asks where a node is, as the settings have it. */
public final class Lookups implements AutoCloseable {

    private final NodeLookup all;
    private final PkarrHttp http;
    private final DnsLookup dns;

    private Lookups(NetworkProperties inForce, RelayTrust trust, EventLoop loop) {
        http = new PkarrHttp(trust.forHttp());
        dns = new DnsLookup(loop, inForce.dns());
        var asked = new ArrayList<NodeLookup>();
        if (!inForce.lookup().isEmpty()) {
            asked.add(new PkarrLookup(http, inForce.lookup()));
        }
        if (!inForce.dns().isEmpty()) {
            asked.add(dns);
        }
        all = new AllLookups(asked);
    }

    /** @param loop the node's; {@link #close} before it ends */
    public static Lookups open(NetworkProperties network, RelayTrust trust, EventLoop loop) {
        return new Lookups(network.inForce(), trust, loop);
    }

    /** All of them, asked at once. */
    public NodeLookup all() {
        return all;
    }

    @Override
    public void close() {
        http.close();
        dns.close();
    }
}
