package dev.usbshare.client.ops;

import dev.usbshare.client.audit.ClientEvent;
import dev.usbshare.client.firewall.AllowedClasses;
import dev.usbshare.client.remote.ConnectMode;
import dev.usbshare.client.remote.RemoteListener;
import dev.usbshare.client.remote.RemoteServer;
import dev.usbshare.client.remote.RemoteState;
import dev.usbshare.client.store.DevicePins;
import dev.usbshare.client.store.KnownServer;
import dev.usbshare.client.store.KnownServers;
import dev.usbshare.identity.NodeId;
import dev.usbshare.identity.PairingSecret;
import dev.usbshare.service.audit.AuditEvent;
import dev.usbshare.service.audit.AuditException;
import dev.usbshare.service.audit.AuditLog;
import dev.usbshare.wire.LeaseId;
import dev.usbshare.wire.RefusalCode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What is known of servers beside the settings, kept up with what people do and with what servers tell. Thread-safe; the methods that
 * change something block until it is on disk.
 */
final class ServerMemory implements RemoteListener, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ServerMemory.class);

    /** Longer than the audit log and the database take together before they are given up. */
    private static final Duration SETTLING = Duration.ofSeconds(20);

    private final KnownServers servers;
    private final DevicePins pins;
    private final AuditLog audit;
    private final TransactionTemplate transactions;
    private final ScheduledThreadPoolExecutor writer = new ScheduledThreadPoolExecutor(
            1, Thread.ofVirtual().name("usb-share-servers").factory());
    private final FollowedKeys keys = new FollowedKeys(writer, this::keepFollowed);

    ServerMemory(KnownServers servers, DevicePins pins, AuditLog audit, TransactionTemplate transactions) {
        this.servers = servers;
        this.pins = pins;
        this.audit = audit;
        this.transactions = transactions;
        writer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    List<KnownServer> known() {
        return servers.all();
    }

    boolean knows(NodeId server) {
        settle();
        return servers.all().stream().anyMatch(s -> s.nodeId().equals(server));
    }

    void add(KnownServer server) {
        record(new ClientEvent.ServerAdded(
                ClientEvent.OPERATOR, server.nodeId().toString(), server.name(), String.join(" ", server.addresses())));
        servers.add(server);
    }

    /** False if it is none that was added. */
    boolean remove(NodeId server, String name) {
        if (!knows(server)) {
            return false;
        }
        record(new ClientEvent.ServerRemoved(ClientEvent.OPERATOR, server.toString(), name));
        return servers.remove(server);
    }

    /** Of one that was added; the rules that name it follow. */
    void rename(NodeId server, String old, String now) {
        settle();
        record(new ClientEvent.ServerRenamed(ClientEvent.OPERATOR, server.toString(), old, now));
        transactions.executeWithoutResult(status -> servers.rename(server, old, now));
    }

    /** A ticket for a server that is known. */
    void redeem(NodeId server, PairingSecret secret) {
        settle();
        record(new ClientEvent.TicketTaken(ClientEvent.OPERATOR, server.toString()));
        servers.keepSecret(server, secret);
    }

    void setMode(NodeId server, ConnectMode mode) {
        settle();
        record(new ClientEvent.ConnectModeChanged(ClientEvent.OPERATOR, server.toString(), mode.toString()));
        servers.setMode(server, mode);
    }

    AllowedClasses allowedFrom(NodeId server) {
        return pins.allowedFrom(server);
    }

    void allow(NodeId server, AllowedClasses allowed) {
        settle();
        record(new ClientEvent.ClassesChanged(ClientEvent.OPERATOR, server.toString(), allowed.toString()));
        pins.allow(server, allowed);
    }

    @Override
    public void identityFollowed(RemoteServer server, NodeId old) {
        NodeId now = server.address().nodeId();
        // At once: what it may bring must be known before it lists anything.
        pins.follow(old, now);
        keys.changed(server.address().name(), old, now);
    }

    private void keepFollowed(NodeId old, NodeId now, long changes) {
        record(new ClientEvent.ServerIdentityFollowed(now.toString(), old.toString(), now.toString(), changes));
        pins.keepFollowed(old, now);
        // Last: as long as the old key stands here, all of it is done again.
        servers.follow(old, now);
    }

    /** What is stored stands under the keys that servers have now. */
    private void settle() {
        if (writer.isShutdown()) {
            return;
        }
        try {
            keys.settle().get(SETTLING.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.atWarn().addKeyValue("error", e.toString()).log("New keys of servers are still to be kept");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void redeemed(RemoteServer server, boolean accepted) {
        NodeId id = server.address().nodeId();
        later("forgetting a ticket's secret", () -> servers.forgetSecret(id));
    }

    @Override
    public void stateChanged(RemoteServer server, RemoteState state) {}

    @Override
    public void catalogChanged(RemoteServer server) {}

    @Override
    public void leaseEnded(RemoteServer server, LeaseId lease, RefusalCode code, String detail) {}

    @Override
    public void close() {
        settle();
        writer.close();
    }

    /**
     * Says it to the audit log first.
     *
     * @throws AuditException if the log does not take it: then it must not be done
     */
    void record(AuditEvent event) {
        audit.keepFirst(event);
    }

    private void later(String what, Runnable work) {
        writer.execute(() -> {
            try {
                work.run();
            } catch (RuntimeException e) {
                LOG.atError()
                        .addKeyValue("error", e.getMessage())
                        .log("Failed: {}; it is tried again after the next start", what);
            }
        });
    }
}
