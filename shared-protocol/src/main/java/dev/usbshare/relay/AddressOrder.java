package dev.usbshare.relay;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** In which order a host's addresses are tried: as they were found, but the two families by turns (RFC 8305 §4). */
final class AddressOrder {

    /** Enough to find one that works. */
    static final int MAX_ADDRESSES = 8;

    private AddressOrder() {}

    static List<InetAddress> byTurns(List<InetAddress> found) {
        if (found.isEmpty()) {
            return found;
        }
        boolean sixFirst = found.getFirst() instanceof Inet6Address;
        List<InetAddress> first = ofFamily(found, sixFirst);
        List<InetAddress> second = ofFamily(found, !sixFirst);
        var order = new ArrayList<InetAddress>(found.size());
        for (int i = 0; i < Math.max(first.size(), second.size()); i++) {
            if (i < first.size()) {
                order.add(first.get(i));
            }
            if (i < second.size()) {
                order.add(second.get(i));
            }
        }
        return List.copyOf(order.subList(0, Math.min(order.size(), MAX_ADDRESSES)));
    }

    private static List<InetAddress> ofFamily(List<InetAddress> addresses, boolean six) {
        return addresses.stream().filter(a -> a instanceof Inet6Address == six).toList();
    }
}
