package dev.usbshare.relay;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Looks up the addresses of a host name; may take its time, so it is asked on a thread of its own. */
@FunctionalInterface
interface HostResolver {

    /** As this machine is set up to. */
    HostResolver SYSTEM = host -> List.of(InetAddress.getAllByName(host));

    /** @return at least one */
    List<InetAddress> resolve(String host) throws UnknownHostException;
}
