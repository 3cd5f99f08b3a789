package dev.usbshare.service.network;

import dev.usbshare.relay.RelayStatus;
import java.util.List;

/** The relays of this node as they are, a bean of each service. Thread-safe. */
@FunctionalInterface
public interface KnownRelays {

    /** Empty if none is known, or none may be used. */
    List<RelayStatus> relays();
}
