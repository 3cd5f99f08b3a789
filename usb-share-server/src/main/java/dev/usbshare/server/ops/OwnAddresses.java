package dev.usbshare.server.ops;

import dev.usbshare.identity.AddressHint;
import dev.usbshare.identity.Ticket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Under which addresses clients may find this server: the one it listens on, or those that this machine has. */
final class OwnAddresses {

    private static final Logger LOG = LoggerFactory.getLogger(OwnAddresses.class);

    private final ListenProperties listen;
    private final QuicDoor door;

    OwnAddresses(ListenProperties listen, QuicDoor door) {
        this.listen = listen;
        this.door = door;
    }

    /** IPv4 first, since more networks carry it; at most as many as a ticket holds. */
    List<AddressHint> all() {
        try {
            InetAddress configured = InetAddress.getByName(listen.address());
            List<InetAddress> addresses = configured.isAnyLocalAddress() ? ofThisMachine() : List.of(configured);
            return addresses.stream()
                    .sorted(Comparator.comparing(address -> !(address instanceof Inet4Address)))
                    .map(address -> new AddressHint(textOf(address), door.port()))
                    .distinct()
                    .limit(Ticket.MAX_ADDRESSES)
                    .toList();
        } catch (UnknownHostException | SocketException e) {
            LOG.atWarn().addKeyValue("error", e.getMessage()).log("This machine does not tell its addresses");
            return List.of();
        }
    }

    /** Those that mean the same machine elsewhere. */
    private static List<InetAddress> ofThisMachine() throws SocketException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(a -> !a.isLoopbackAddress() && !a.isLinkLocalAddress() && !a.isMulticastAddress())
                .toList();
    }

    private static String textOf(InetAddress address) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }
}
