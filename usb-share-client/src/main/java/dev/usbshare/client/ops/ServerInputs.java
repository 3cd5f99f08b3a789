package dev.usbshare.client.ops;

import dev.usbshare.client.remote.ConnectMode;
import dev.usbshare.client.remote.RemoteAddress;
import dev.usbshare.client.store.KnownServer;
import dev.usbshare.identity.AddressHint;
import dev.usbshare.identity.NodeId;
import dev.usbshare.identity.Ticket;
import dev.usbshare.identity.TicketException;
import dev.usbshare.relay.RelayUrl;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what people write about servers. All methods throw IllegalArgumentException, or TicketException, saying what is wrong. */
final class ServerInputs {

    private static final Logger LOG = LoggerFactory.getLogger(ServerInputs.class);
    private static final Pattern NAME = Pattern.compile(ServerProperties.NAME);

    private ServerInputs() {}

    /** @param name null for the one in the ticket */
    static KnownServer ofTicket(String text, @Nullable String name, ConnectMode mode) throws TicketException {
        Ticket ticket = Ticket.parse(text);
        return new KnownServer(
                ticket.server(),
                checkedName(name != null ? name : ticket.name()),
                places(ticket),
                ticket.secret(),
                mode);
    }

    static KnownServer ofAddress(
            @Nullable String id, @Nullable String address, @Nullable String name, ConnectMode mode) {
        if (id == null) {
            throw new IllegalArgumentException("give a ticket, or an id and perhaps an address");
        }
        NodeId nodeId = NodeId.parse(id);
        return new KnownServer(
                nodeId,
                checkedName(name == null ? "" : name),
                address == null ? List.of() : List.of(place(address)),
                Optional.empty(),
                mode);
    }

    /** The server's addresses and relays; a relay's URL of a later form is left out. */
    static List<String> places(Ticket ticket) {
        var places = new ArrayList<String>();
        ticket.addresses().forEach(address -> places.add(address.toString()));
        for (String relay : ticket.relays()) {
            try {
                places.add(new RelayUrl(relay).toString());
            } catch (IllegalArgumentException e) {
                LOG.atDebug().log("A relay of the ticket is left out");
            }
        }
        return places;
    }

    private static String place(String text) {
        return text.startsWith("http://") || text.startsWith("https://")
                ? new RelayUrl(text).toString()
                : AddressHint.parse(text, RemoteAddress.DEFAULT_PORT).toString();
    }

    static String checkedName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "give the server a name of 1 to 32 letters, digits, '.', '_' and '-', beginning with a letter or digit");
        }
        return name;
    }
}
