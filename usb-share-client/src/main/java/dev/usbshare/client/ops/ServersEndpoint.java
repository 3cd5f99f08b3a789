package dev.usbshare.client.ops;

import dev.usbshare.client.firewall.AllowedClasses;
import dev.usbshare.client.remote.ConnectMode;
import dev.usbshare.client.remote.RemoteAddress;
import dev.usbshare.client.remote.RemoteServer;
import dev.usbshare.client.remote.RemoteState;
import dev.usbshare.client.store.KnownServer;
import dev.usbshare.identity.NodeId;
import dev.usbshare.identity.PairingSecret;
import dev.usbshare.identity.TicketException;
import dev.usbshare.quic.PathReport;
import dev.usbshare.service.Answers;
import dev.usbshare.service.meters.PathRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.stereotype.Component;

/**
 * {@code servers}: each server, whether it is connected, and why not. Adds one ({@code POST {"ticket": ..., "name": ...}}, or {@code {"id":
 * ..., "address": ..., "name": ...}}, both with {@code "connect"} if it is not {@code auto}), says what it may bring in ({@code POST
 * .../name {"allowedClasses": "08,03"}}, {@code *} for everything), whether to stay connected ({@code {"connect": "manual"}}, see
 * {@link ConnectMode}) and what it is called ({@code {"rename": "barn"}}), connects and disconnects ({@code POST .../name/connect}, {@code
 * .../disconnect}) and removes it ({@code DELETE .../name}). Servers of the settings are removed, renamed, and told how to connect, there.
 * A ticket of a server that is known is redeemed.
 */
@Component
@Endpoint(id = "servers")
final class ServersEndpoint {

    private final ClientNode node;
    private final ServerMemory memory;
    private final ActiveRules rules;

    ServersEndpoint(ClientNode node, ServerMemory memory, ActiveRules rules) {
        this.node = node;
        this.memory = memory;
        this.rules = rules;
    }

    /**
     * @param ticket as the server's operator handed it over; with it, the rest but the name is not needed
     * @param id the server's node id
     * @param address {@code HOST[:PORT]}, or a relay's URL; null to look it up by its node id
     * @param name for people, here; null for the one in the ticket
     * @param connect a {@link ConnectMode}; null for auto
     */
    @WriteOperation
    synchronized WebEndpointResponse<Object> add(
            @Nullable String ticket,
            @Nullable String id,
            @Nullable String address,
            @Nullable String name,
            @Nullable String connect) {
        KnownServer server;
        try {
            ConnectMode mode = connect == null ? ConnectMode.AUTO : ConnectMode.parse(connect);
            server = ticket != null
                    ? ServerInputs.ofTicket(ticket, name, mode)
                    : ServerInputs.ofAddress(id, address, name, mode);
        } catch (TicketException | IllegalArgumentException e) {
            return Answers.failure(Answers.BAD_REQUEST, e);
        }
        var target = RemoteAddress.of(server.name(), server.nodeId(), server.addresses());
        Optional<RemoteServer> known = node.servers().stream()
                .filter(s -> s.address().nodeId().equals(server.nodeId()))
                .findFirst();
        if (known.isPresent() && server.secret().isPresent()) {
            return redeem(known.get(), server.secret().get());
        }
        Optional<String> clash = node.clash(target);
        if (clash.isPresent()) {
            return Answers.failure(Answers.CONFLICT, clash.get());
        }
        if (node.servers().size() >= ClientProperties.MAX_SERVERS) {
            return Answers.failure(
                    Answers.CONFLICT, "there are " + ClientProperties.MAX_SERVERS + " servers; remove one first");
        }
        memory.add(server);
        node.add(target, server.mode(), server.secret().orElse(null));
        return Answers.done(new Added(server.name(), server.nodeId().toString(), server.addresses()));
    }

    /** Another ticket of a server that is known here grants more, or lets this client in at last. */
    private WebEndpointResponse<Object> redeem(RemoteServer known, PairingSecret secret) {
        RemoteAddress address = known.address();
        memory.redeem(address.nodeId(), secret);
        node.redeem(known, secret);
        return Answers.done(new Added(address.name(), address.nodeId().toString(), List.of(address.text())));
    }

    /** What was added. */
    record Added(String name, String nodeId, List<String> addresses) {}

    /** Any of them; a new name comes last. */
    @WriteOperation
    synchronized WebEndpointResponse<Object> change(
            @Selector String name, @Nullable String allowedClasses, @Nullable String connect, @Nullable String rename)
            throws NodeException {
        Optional<AllowedClasses> allowed;
        Optional<ConnectMode> mode;
        try {
            allowed = Optional.ofNullable(allowedClasses).map(AllowedClasses::parse);
            mode = Optional.ofNullable(connect).map(ConnectMode::parse);
            if (rename != null) {
                ServerInputs.checkedName(rename);
            }
        } catch (IllegalArgumentException e) {
            return Answers.failure(Answers.BAD_REQUEST, e);
        }
        if (allowed.isEmpty() && mode.isEmpty() && rename == null) {
            return Answers.failure(Answers.BAD_REQUEST, "give allowedClasses, connect or rename");
        }
        Optional<RemoteServer> server = node.server(name);
        if (server.isEmpty()) {
            return unknown();
        }
        NodeId id = server.get().address().nodeId();
        if ((mode.isPresent() || rename != null) && !memory.knows(id)) {
            return ofSettings(name, mode.isPresent() ? "say there how to connect" : "rename it there");
        }
        if (rename != null && node.server(rename).isPresent()) {
            return Answers.failure(Answers.CONFLICT, "a server is named '" + rename + "' already; choose another name");
        }
        allowed.ifPresent(classes -> memory.allow(id, classes));
        mode.ifPresent(m -> {
            memory.setMode(id, m);
            node.setMode(server.get(), m);
        });
        if (rename != null) {
            memory.rename(id, name, rename);
            node.rename(server.get(), rename);
            rules.apply();
        }
        return Answers.done();
    }

    /** {@code .../connect} dials at once, {@code .../disconnect} ends what is attached from it and the connection. */
    @WriteOperation
    WebEndpointResponse<Object> act(@Selector String name, @Selector String action) {
        Optional<RemoteServer> server = node.server(name);
        if (server.isEmpty()) {
            return unknown();
        }
        switch (action) {
            case "connect" -> node.connect(server.get());
            case "disconnect" -> node.disconnect(server.get());
            default -> {
                return Answers.failure(Answers.NOT_FOUND, "a server can be told to connect or to disconnect");
            }
        }
        return Answers.done();
    }

    @DeleteOperation
    synchronized WebEndpointResponse<Object> remove(@Selector String name) {
        Optional<RemoteServer> server = node.server(name);
        if (server.isEmpty()) {
            return unknown();
        }
        if (!memory.remove(server.get().address().nodeId(), name)) {
            return ofSettings(name, "remove it there");
        }
        node.remove(name);
        return Answers.done();
    }

    private static WebEndpointResponse<Object> ofSettings(String name, String remedy) {
        return Answers.failure(
                Answers.CONFLICT, "server '" + name + "' is in the settings (usb-share.servers); " + remedy);
    }

    private static WebEndpointResponse<Object> unknown() {
        return Answers.failure(Answers.NOT_FOUND, "no server has that name; see servers");
    }

    @ReadOperation
    List<ServerRow> servers() throws NodeException {
        var rows = new ArrayList<ServerRow>();
        for (RemoteServer server : node.servers()) {
            rows.add(row(server));
        }
        return rows;
    }

    private ServerRow row(RemoteServer server) throws NodeException {
        RemoteAddress address = server.address();
        RemoteState state = server.state();
        @Nullable String reason = null;
        @Nullable Long retryInMillis = null;
        @Nullable String nodeName = null;
        @Nullable String software = null;
        switch (state) {
            case RemoteState.Waiting(var why, var retryIn) -> {
                reason = why;
                retryInMillis = retryIn.toMillis();
            }
            case RemoteState.Connected(var name, var version) -> {
                nodeName = name;
                software = version;
            }
            case RemoteState.Disconnected(var why) -> reason = why.isEmpty() ? null : why;
            case RemoteState.Connecting ignored -> {}
            case RemoteState.Closed ignored -> {}
        }
        int devices = node.ask(() -> server.catalog().size());
        @Nullable
        PathReport path = node.ask(() -> Optional.ofNullable(server.path())).orElse(null);
        @Nullable
        Double roundTripMillis =
                node.roundTrip(server).map(rtt -> rtt.toNanos() / 1e6).orElse(null);
        return new ServerRow(
                address.name(),
                address.nodeId().toString(),
                address.text(),
                ServerRow.State.of(state).text(),
                server.mode().toString(),
                reason,
                retryInMillis,
                nodeName,
                software,
                devices,
                roundTripMillis,
                path == null ? null : PathRow.of(path),
                memory.allowedFrom(address.nodeId()).toString());
    }
}
