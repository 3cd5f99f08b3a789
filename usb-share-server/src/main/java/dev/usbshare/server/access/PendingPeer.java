package dev.usbshare.server.access;

import dev.usbshare.identity.NodeId;
import java.time.Instant;

/**
 * An unknown node that asked to be approved.
 *
 * @param nodeName what it calls itself, cleaned; nobody has checked it
 * @param address from where it asked last
 * @param network what one host can send from, as a number
 * @param denied whether a person said no: it is turned away silently until it is forgotten
 */
public record PendingPeer(
        NodeId id,
        String nodeName,
        String address,
        long network,
        Instant firstAsked,
        Instant lastAsked,
        boolean denied) {}
