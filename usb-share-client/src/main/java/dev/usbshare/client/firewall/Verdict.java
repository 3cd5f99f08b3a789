package dev.usbshare.client.firewall;

import java.util.Optional;

/** What the firewall says of a device. */
public sealed interface Verdict {

    /** @param pin to be kept before the device is attached; empty if it is known as it is */
    record Admitted(Optional<DevicePin> pin) implements Verdict {}

    /** @param detail one line for people: what is wrong, and what to do if it is meant to be so */
    record Refused(Reason reason, String detail) implements Verdict {}

    /** Why not. */
    enum Reason {
        /** Catalog, lease and descriptors contradict each other. */
        CONTRADICTION,
        /** It has an interface of a class that this server may not bring. */
        CLASS,
        /** It is not what it was. */
        CHANGED
    }
}
