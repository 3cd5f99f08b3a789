package dev.usbshare.nat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;

/** A way to ask a router to forward a UDP port to this machine. Blocks for seconds at most. */
interface PortProtocol {

    /** What is asked for; a router may give less. */
    Duration LIFETIME = Duration.ofHours(1);

    /** What a router says that is longer is asked for again within this time anyway: routers restart. */
    Duration LONGEST = Duration.ofHours(2);

    /**
     * @param external where the router's other side is, and the port that it forwards
     * @param lifetime after which it forgets
     */
    record Mapping(InetSocketAddress external, Duration lifetime) {}

    /**
     * Asks, or asks again.
     *
     * @param port UDP, of this machine
     * @param external the port that would be liked outside
     * @throws IOException saying why it does not
     */
    Mapping map(int port, int external) throws IOException;

    /** Takes it back. */
    void unmap(int port, Mapping mapping) throws IOException;

    /** For people. */
    String name();
}
