package dev.usbshare.client.ops;

import dev.usbshare.client.remote.RemoteAddress;
import dev.usbshare.identity.NodeId;
import dev.usbshare.identity.PairingSecret;
import dev.usbshare.identity.Ticket;
import dev.usbshare.identity.TicketException;
import java.util.Locale;
import java.util.Optional;

/** Whom {@code --connect} means. */
sealed interface ConnectTarget {

    /** One that may be new, with the secret of its ticket. */
    record Somewhere(RemoteAddress address, Optional<PairingSecret> secret) implements ConnectTarget {}

    /** One that is known already, by its name or node id; or one that is to be found by its node id alone. */
    record Known(String nameOrId) implements ConnectTarget {

        /** Empty if it is a name. */
        Optional<NodeId> id() {
            try {
                return Optional.of(NodeId.parse(nameOrId));
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }
    }

    /** All tickets begin with it; case means nothing. */
    String TICKET = "usbshare1";

    /**
     * Reads {@code NODE-ID@HOST[:PORT]}, a ticket, a name or a node id.
     *
     * @param name what one that is new is called
     * @throws IllegalArgumentException saying what is wrong
     */
    static ConnectTarget parse(String name, String text) {
        if (text.indexOf('@') >= 0) {
            return new Somewhere(RemoteAddress.parse(name, text), Optional.empty());
        }
        if (!text.strip().toLowerCase(Locale.ROOT).startsWith(TICKET)) {
            return new Known(text.strip());
        }
        try {
            Ticket ticket = Ticket.parse(text);
            return new Somewhere(RemoteAddress.of(name, ticket.server(), ServerInputs.places(ticket)), ticket.secret());
        } catch (TicketException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
