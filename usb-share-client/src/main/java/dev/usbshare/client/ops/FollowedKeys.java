package dev.usbshare.client.ops;

import dev.usbshare.identity.NodeId;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * New keys of servers on their way into the audit log and the database: the first one at once, those of the next minutes together, so
 * that a server that changes its key at each connection fills neither. What cannot be kept is tried again with the next ones.
 *
 * <p><b>Confinement</b>: methods may be called on any thread and do not block; everything happens on the writer.
 */
final class FollowedKeys {

    /** How often one server's keys are kept. */
    static final Duration EVERY = Duration.ofMinutes(10);

    private static final Logger LOG = LoggerFactory.getLogger(FollowedKeys.class);

    /** Keeps that a server has another key; throws if it cannot. */
    @FunctionalInterface
    interface Keeping {

        /** @param changes how many keys it had from {@code old} to {@code now}, this one included */
        void keep(NodeId old, NodeId now, long changes);
    }

    private static final class Server {

        /** As it is kept. */
        private NodeId kept;

        private NodeId now;
        private long changes;
        private @Nullable ScheduledFuture<?> next;

        Server(NodeId kept) {
            this.kept = kept;
            this.now = kept;
        }
    }

    private final ScheduledExecutorService writer;
    private final Keeping keeping;
    private final Map<String, Server> servers = new HashMap<>();

    FollowedKeys(ScheduledExecutorService writer, Keeping keeping) {
        this.writer = writer;
        this.keeping = keeping;
    }

    void changed(String name, NodeId old, NodeId now) {
        writer.execute(() -> {
            Server server = servers.computeIfAbsent(name, n -> new Server(old));
            server.now = now;
            server.changes++;
            if (server.next == null) {
                keep(name, server);
            }
        });
    }

    /** Keeps at once what waits. */
    Future<?> settle() {
        return writer.submit(() -> List.copyOf(servers.keySet()).forEach(name -> {
            Server server = servers.get(name);
            if (server != null && server.changes > 0) {
                keep(name, server);
            }
        }));
    }

    private void keep(String name, Server server) {
        if (server.next != null) {
            server.next.cancel(false);
            server.next = null;
        }
        if (server.changes == 0) {
            servers.remove(name);
            return;
        }
        try {
            keeping.keep(server.kept, server.now, server.changes);
            server.kept = server.now;
            server.changes = 0;
        } catch (RuntimeException e) {
            LOG.atError()
                    .addKeyValue("server", name)
                    .addKeyValue("error", e.getMessage())
                    .log("A server's new key cannot be kept; it is tried again in {} minutes", EVERY.toMinutes());
        }
        server.next = writer.schedule(() -> keep(name, server), EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }
}
