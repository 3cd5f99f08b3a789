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
import dev.usbshare.service.audit.AuditLog;
import dev.usbshare.wire.LeaseId;
import dev.usbshare.wire.RefusalCode;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known of servers beside the settings, kept up with what people do and with what servers tell. Thread-safe; the methods that
 * change something block until it is on disk.
 */
final class ServerMemory implements RemoteListener, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ServerMemory.class);

    /** Longer than a disk takes. */
    private static final int AUDIT_SECONDS = 10;

    private final KnownServers servers;
    private final DevicePins pins;
    private final AuditLog audit;
    private final ExecutorService writer = Executors.newSingleThreadExecutor(
            Thread.ofVirtual().name("usb-share-servers").factory());

    ServerMemory(KnownServers servers, DevicePins pins, AuditLog audit) {
        this.servers = servers;
        this.pins = pins;
        this.audit = audit;
    }

    List<KnownServer> known() {
        return servers.all();
    }

    boolean knows(NodeId server) {
        return servers.all().stream().anyMatch(s -> s.nodeId().equals(server));
    }

    void add(KnownServer server) {
        record(new ClientEvent.ServerAdded(
                ClientEvent.OPERATOR, server.nodeId().toString(), server.name(), String.join(" ", server.addresses())));
        servers.add(server);
    }

    /** False if it is none that was added. */
    boolean remove(NodeId server, String name) {
        boolean removed = servers.remove(server);
        if (removed) {
            record(new ClientEvent.ServerRemoved(ClientEvent.OPERATOR, server.toString(), name));
        }
        return removed;
    }

    /** A ticket for a server that is known. */
    void redeem(NodeId server, PairingSecret secret) {
        record(new ClientEvent.TicketTaken(ClientEvent.OPERATOR, server.toString()));
        servers.keepSecret(server, secret);
    }

    void setMode(NodeId server, ConnectMode mode) {
        record(new ClientEvent.ConnectModeChanged(ClientEvent.OPERATOR, server.toString(), mode.toString()));
        servers.setMode(server, mode);
    }

    AllowedClasses allowedFrom(NodeId server) {
        return pins.allowedFrom(server);
    }

    void allow(NodeId server, AllowedClasses allowed) {
        record(new ClientEvent.ClassesChanged(ClientEvent.OPERATOR, server.toString(), allowed.toString()));
        pins.allow(server, allowed);
    }

    @Override
    public void identityFollowed(RemoteServer server, NodeId old) {
        NodeId now = server.address().nodeId();
        // At once: what it may bring must be known before it lists anything.
        pins.follow(old, now);
        later("following a server's new key", () -> {
            record(new ClientEvent.ServerIdentityFollowed(now.toString(), old.toString(), now.toString()));
            pins.keepFollowed(old, now);
            // Last: as long as the old key stands here, all of it is done again.
            servers.follow(old, now);
        });
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
        writer.close();
    }

    /** Says it to the audit log first: what cannot be told is not done. */
    void record(AuditEvent event) {
        try {
            audit.append(event)
                    .toCompletableFuture()
                    .orTimeout(AUDIT_SECONDS, TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IllegalStateException(
                    "the audit log does not take " + event.kind() + ", so it is not done: " + cause.getMessage(), e);
        }
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
