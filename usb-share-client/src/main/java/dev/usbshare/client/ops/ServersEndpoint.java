package dev.usbshare.client.ops;

import dev.usbshare.client.firewall.AllowedClasses;
import dev.usbshare.client.remote.RemoteAddress;
import dev.usbshare.client.remote.RemoteServer;
import dev.usbshare.client.remote.RemoteState;
import dev.usbshare.client.store.KnownServer;
import dev.usbshare.identity.AddressHint;
import dev.usbshare.identity.NodeId;
import dev.usbshare.identity.Ticket;
import dev.usbshare.identity.TicketException;
import dev.usbshare.service.Answers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
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
 * ..., "address": ..., "name": ...}}), says what it may bring in ({@code POST .../name {"allowedClasses": "08,03"}}, {@code *} for
 * everything) and removes it ({@code DELETE .../name}). Servers of the settings are removed there.
 */
@Component
@Endpoint(id = "servers")
final class ServersEndpoint {

    private static final Pattern NAME = Pattern.compile(ServerProperties.NAME);

    private final ClientNode node;
    private final ServerMemory memory;

    ServersEndpoint(ClientNode node, ServerMemory memory) {
        this.node = node;
        this.memory = memory;
    }

    /**
     * @param ticket as the server's operator handed it over; with it, the rest but the name is not needed
     * @param id the server's node id
     * @param address {@code HOST[:PORT]}
     * @param name for people, here; null for the one in the ticket
     */
    @WriteOperation
    synchronized WebEndpointResponse<Object> add(
            @Nullable String ticket, @Nullable String id, @Nullable String address, @Nullable String name) {
        KnownServer server;
        try {
            server = ticket != null ? ofTicket(ticket, name) : ofAddress(id, address, name);
        } catch (TicketException | IllegalArgumentException e) {
            return Answers.failure(Answers.BAD_REQUEST, e);
        }
        var target = new RemoteAddress(
                server.name(),
                server.nodeId(),
                server.addresses().stream().map(RemoteAddress::parseAddress).toList());
        Optional<String> clash = node.clash(target);
        if (clash.isPresent()) {
            return Answers.failure(Answers.CONFLICT, clash.get());
        }
        if (node.servers().size() >= ClientProperties.MAX_SERVERS) {
            return Answers.failure(
                    Answers.CONFLICT, "there are " + ClientProperties.MAX_SERVERS + " servers; remove one first");
        }
        memory.add(server);
        node.add(target, server.secret().orElse(null));
        return Answers.done(new Added(server.name(), server.nodeId().toString(), server.addresses()));
    }

    /** What was added. */
    record Added(String name, String nodeId, List<String> addresses) {}

    @WriteOperation
    WebEndpointResponse<Object> allow(@Selector String name, String allowedClasses) {
        AllowedClasses allowed;
        try {
            allowed = AllowedClasses.parse(allowedClasses);
        } catch (IllegalArgumentException e) {
            return Answers.failure(Answers.BAD_REQUEST, e);
        }
        return node.server(name)
                .map(server -> {
                    memory.allow(server.address().nodeId(), allowed);
                    return Answers.done();
                })
                .orElseGet(() -> unknown());
    }

    @DeleteOperation
    synchronized WebEndpointResponse<Object> remove(@Selector String name) {
        Optional<RemoteServer> server = node.server(name);
        if (server.isEmpty()) {
            return unknown();
        }
        if (!memory.remove(server.get().address().nodeId(), name)) {
            return Answers.failure(
                    Answers.CONFLICT, "server '" + name + "' is in the settings (usb-share.servers); remove it there");
        }
        node.remove(name);
        return Answers.done();
    }

    private static WebEndpointResponse<Object> unknown() {
        return Answers.failure(Answers.NOT_FOUND, "no server has that name; see servers");
    }

    private static KnownServer ofTicket(String text, @Nullable String name) throws TicketException {
        Ticket ticket = Ticket.parse(text);
        if (ticket.addresses().isEmpty()) {
            throw new IllegalArgumentException("the ticket names no address: ask for one that does");
        }
        String called = name != null ? name : ticket.name();
        return new KnownServer(
                ticket.server(),
                checkedName(called),
                ticket.addresses().stream().map(AddressHint::toString).toList(),
                ticket.secret());
    }

    private static KnownServer ofAddress(@Nullable String id, @Nullable String address, @Nullable String name) {
        if (id == null || address == null) {
            throw new IllegalArgumentException("give a ticket, or an id and an address");
        }
        NodeId nodeId = NodeId.parse(id);
        return new KnownServer(
                nodeId,
                checkedName(name == null ? "" : name),
                List.of(AddressHint.parse(address, RemoteAddress.DEFAULT_PORT).toString()),
                Optional.empty());
    }

    private static String checkedName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "give the server a name of 1 to 32 letters, digits, '.', '_' and '-', beginning with a letter or digit");
        }
        return name;
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
            case RemoteState.Connecting ignored -> {}
            case RemoteState.Closed ignored -> {}
        }
        int devices = node.ask(() -> server.catalog().size());
        @Nullable
        Double roundTripMillis =
                node.roundTrip(server).map(rtt -> rtt.toNanos() / 1e6).orElse(null);
        return new ServerRow(
                address.name(),
                address.nodeId().toString(),
                ServerRow.text(address),
                ServerRow.State.of(state).text(),
                reason,
                retryInMillis,
                nodeName,
                software,
                devices,
                roundTripMillis,
                memory.allowedFrom(address.nodeId()).toString());
    }
}
