package dev.usbshare.client.ops;

import dev.usbshare.client.remote.ConnectMode;
import dev.usbshare.client.remote.RemoteAddress;
import dev.usbshare.client.store.KnownServer;
import dev.usbshare.identity.AddressHint;
import dev.usbshare.identity.NodeId;
import dev.usbshare.identity.Ticket;
import dev.usbshare.identity.TicketException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what people write about servers. All methods throw IllegalArgumentException, or TicketException, saying what is wrong. */
final class ServerInputs {

    private static final Pattern NAME = Pattern.compile(ServerProperties.NAME);

    private ServerInputs() {}

    /** @param name null for the one in the ticket */
    static KnownServer ofTicket(String text, @Nullable String name, ConnectMode mode) throws TicketException {
        Ticket ticket = Ticket.parse(text);
        if (ticket.addresses().isEmpty()) {
            throw new IllegalArgumentException("the ticket names no address: ask for one that does");
        }
        return new KnownServer(
                ticket.server(),
                checkedName(name != null ? name : ticket.name()),
                ticket.addresses().stream().map(AddressHint::toString).toList(),
                ticket.secret(),
                mode);
    }

    static KnownServer ofAddress(
            @Nullable String id, @Nullable String address, @Nullable String name, ConnectMode mode) {
        if (id == null || address == null) {
            throw new IllegalArgumentException("give a ticket, or an id and an address");
        }
        NodeId nodeId = NodeId.parse(id);
        return new KnownServer(
                nodeId,
                checkedName(name == null ? "" : name),
                List.of(AddressHint.parse(address, RemoteAddress.DEFAULT_PORT).toString()),
                Optional.empty(),
                mode);
    }

    static String checkedName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "give the server a name of 1 to 32 letters, digits, '.', '_' and '-', beginning with a letter or digit");
        }
        return name;
    }
}
