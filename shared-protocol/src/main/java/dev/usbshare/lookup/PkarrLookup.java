package dev.usbshare.lookup;

import dev.usbshare.identity.NodeId;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks servers of signed packets. What they answer is the node's word, if perhaps an old one. */
public final class PkarrLookup implements NodeLookup {

    private static final Logger LOG = LoggerFactory.getLogger(PkarrLookup.class);

    private final PkarrStore store;
    private final List<PkarrServer> servers;

    public PkarrLookup(PkarrHttp http, List<PkarrServer> servers) {
        this((PkarrStore) http, servers);
    }

    PkarrLookup(PkarrStore store, List<PkarrServer> servers) {
        this.store = store;
        this.servers = List.copyOf(servers);
    }

    @Override
    public void find(NodeId node, Consumer<NodeAddresses> found, Runnable done) {
        var left = new AtomicInteger(servers.size());
        if (servers.isEmpty()) {
            done.run();
        }
        for (PkarrServer server : servers) {
            store.get(server, node).whenComplete((packet, failure) -> {
                if (failure != null) {
                    LOG.atDebug()
                            .addKeyValue("peer", node.toShortString())
                            .addKeyValue("server", server)
                            .addKeyValue("error", FailureText.of(failure))
                            .log("A lookup server does not answer");
                } else {
                    packet.map(PkarrPacket::addresses)
                            .filter(addresses -> !addresses.isEmpty())
                            .ifPresent(found);
                }
                if (left.decrementAndGet() == 0) {
                    done.run();
                }
            });
        }
    }
}
