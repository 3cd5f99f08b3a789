package dev.usbshare.server.ops;

import dev.usbshare.identity.AddressHint;
import dev.usbshare.identity.Ticket;
import dev.usbshare.nat.Interfaces;
import dev.usbshare.relay.RelayUrl;
import dev.usbshare.service.network.Whereabouts;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Under which addresses clients may find this server: the one it listens on, or those that this machine has. */
final class OwnAddresses {

    private static final Logger LOG = LoggerFactory.getLogger(OwnAddresses.class);

    private final ListenProperties listen;
    private final QuicDoor door;
    private final Whereabouts whereabouts;

    OwnAddresses(ListenProperties listen, QuicDoor door, Whereabouts whereabouts) {
        this.listen = listen;
        this.door = door;
        this.whereabouts = whereabouts;
    }

    /** URLs of relays at which it can be found, at most as many as a ticket holds. */
    List<String> relays() {
        return whereabouts.relays().stream()
                .map(RelayUrl::toString)
                .limit(Ticket.MAX_RELAYS)
                .toList();
    }

    /** IPv4 first, since more networks carry it; at most as many as a ticket holds. */
    List<AddressHint> all() {
        try {
            InetAddress configured = InetAddress.getByName(listen.address());
            List<InetAddress> addresses = configured.isAnyLocalAddress() ? Interfaces.own() : List.of(configured);
            return addresses.stream()
                    .sorted(Comparator.comparing(address -> !(address instanceof Inet4Address)))
                    .map(address -> new AddressHint(textOf(address), door.port()))
                    .distinct()
                    .limit(Ticket.MAX_ADDRESSES)
                    .toList();
        } catch (IOException e) {
            LOG.atWarn().addKeyValue("error", e.getMessage()).log("This machine does not tell its addresses");
            return List.of();
        }
    }

    private static String textOf(InetAddress address) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }
}
