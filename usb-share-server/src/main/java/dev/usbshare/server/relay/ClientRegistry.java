package dev.usbshare.server.relay;

import dev.usbshare.identity.NodeId;
import dev.usbshare.relay.RelayFrame.EndpointGone;
import dev.usbshare.relay.RelayFrame.Status;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The clients that proved their ids. The latest connection of an id gets what is sent to that id; earlier ones stand by, at most {@value
 * RelayLimits#STANDBYS}, and the latest of them takes over when it goes.
 *
 * <p><b>Confinement</b>: the relay's event loop, but for {@link #size}. <b>Source</b>: {@code iroh-relay/src/server/clients.rs}.
 */
final class ClientRegistry {

    /** The connections of one id. */
    private static final class Entry {
        private RelayClient active;
        private final ArrayDeque<RelayClient> standbys = new ArrayDeque<>(1);

        private Entry(RelayClient active) {
            this.active = active;
        }
    }

    private final RelayCounts counts;
    private final Map<NodeId, Entry> entries = new HashMap<>();
    private final List<RelayClient> unflushed = new ArrayList<>();
    private volatile int size;

    ClientRegistry(RelayCounts counts) {
        this.counts = counts;
    }

    void add(RelayClient client) {
        counts.add(RelayCount.ADMITTED);
        Entry entry = entries.get(client.id());
        if (entry == null) {
            entries.put(client.id(), new Entry(client));
            size = entries.size();
            return;
        }
        RelayClient earlier = entry.active;
        entry.active = client;
        entry.standbys.addLast(earlier);
        earlier.tell(new Status(Status.SAME_NODE_CONNECTED));
        if (entry.standbys.size() > RelayLimits.STANDBYS) {
            entry.standbys.removeFirst().close();
        }
    }

    void remove(RelayClient client) {
        Entry entry = entries.get(client.id());
        if (entry == null || entry.standbys.remove(client) || entry.active != client) {
            return;
        }
        RelayClient next = entry.standbys.pollLast();
        if (next != null) {
            entry.active = next;
            next.tell(new Status(Status.HEALTHY));
            return;
        }
        entries.remove(client.id());
        size = entries.size();
        for (NodeId peer : client.sentTo()) {
            RelayClient told = active(peer);
            if (told != null) {
                told.tell(new EndpointGone(client.id()));
            }
        }
    }

    /** Whoever gets what is sent to an id; null if nobody of that id is connected. */
    @Nullable
    RelayClient active(NodeId id) {
        Entry entry = entries.get(id);
        return entry == null ? null : entry.active;
    }

    /** All connections, standbys too; a copy. */
    List<RelayClient> all() {
        var all = new ArrayList<RelayClient>();
        entries.values().forEach(entry -> {
            all.add(entry.active);
            all.addAll(entry.standbys);
        });
        return all;
    }

    /** A client has something to be flushed; asked for once per flush. */
    void toFlush(RelayClient client) {
        unflushed.add(client);
    }

    /** Sends what was collected by {@link #toFlush}. */
    void flush() {
        for (int i = 0; i < unflushed.size(); i++) {
            unflushed.get(i).flush();
        }
        unflushed.clear();
    }

    /** How many ids are connected. Read from any thread. */
    int size() {
        return size;
    }
}
