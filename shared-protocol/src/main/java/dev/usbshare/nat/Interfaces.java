package dev.usbshare.nat;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** This machine's own addresses, as far as a peer elsewhere may reach it at them. */
public final class Interfaces {

    /** A machine has a few; more are containers' and virtual machines'. */
    public static final int MAX = 16;

    /** Networks of containers and virtual machines on this machine: nobody else is on them. */
    private static final Pattern INNER = Pattern.compile(
            "(docker|br-|veth|virbr|vnet|vmnet|vboxnet|lxc|lxd|podman|cni|flannel|cali|kube|cilium|nerdctl|weave).*");

    /** Of other overlays: a way, but seldom the best. */
    private static final Pattern OVERLAY = Pattern.compile("(tun|tap|wg|tailscale|utun|zt|ppp|ipsec|nebula).*");

    /**
     * An interface that is up.
     *
     * @param addresses all it has
     */
    record Link(String name, List<InetAddress> addresses) {}

    private Interfaces() {}

    /**
     * The best first, at most {@value #MAX}: IPv4 before IPv6, real networks before overlays; those of containers only where there is
     * nothing else. Takes some milliseconds.
     *
     * @throws IOException if the system does not tell
     */
    public static List<InetAddress> own() throws IOException {
        try {
            var links = new ArrayList<Link>();
            for (NetworkInterface one : NetworkInterface.networkInterfaces().toList()) {
                if (one.isUp() && !one.isLoopback()) {
                    links.add(new Link(one.getName(), one.inetAddresses().toList()));
                }
            }
            return fit(links);
        } catch (SocketException e) {
            throw new IOException("this machine does not tell its addresses: " + e.getMessage(), e);
        }
    }

    static List<InetAddress> fit(List<Link> links) {
        List<Link> outer = links.stream().filter(link -> !is(INNER, link)).toList();
        List<InetAddress> chosen = addresses(outer);
        return chosen.isEmpty() ? addresses(links) : chosen;
    }

    private static List<InetAddress> addresses(List<Link> links) {
        return links.stream()
                .sorted(Comparator.comparing(link -> is(OVERLAY, link)))
                .flatMap(link -> link.addresses().stream())
                .filter(Interfaces::meansThisMachineElsewhere)
                .sorted(Comparator.comparing(address -> !(address instanceof Inet4Address)))
                .distinct()
                .limit(MAX)
                .toList();
    }

    private static boolean is(Pattern kind, Link link) {
        return kind.matcher(link.name().toLowerCase(Locale.ROOT)).matches();
    }

    private static boolean meansThisMachineElsewhere(InetAddress address) {
        return !address.isLoopbackAddress()
                && !address.isLinkLocalAddress()
                && !address.isMulticastAddress()
                && !address.isAnyLocalAddress();
    }
}
