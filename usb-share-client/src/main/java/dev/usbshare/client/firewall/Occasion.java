package dev.usbshare.client.firewall;

import dev.usbshare.client.audit.ClientEvent;
import dev.usbshare.usb.DevicePattern;

/** Why a device is being attached. */
public sealed interface Occasion {

    /**
     * A person chose it from what the server lists.
     *
     * @param acceptsChange whether the person said that it may differ from the last time
     */
    record ByPerson(boolean acceptsChange) implements Occasion {}

    /** A rule did, with nobody looking. */
    record ByRule(DevicePattern rule) implements Occasion {}

    /** Whose deed it is, in the audit log's words. */
    default String actor() {
        return switch (this) {
            case ByPerson ignored -> ClientEvent.OPERATOR;
            case ByRule ignored -> ClientEvent.SYSTEM;
        };
    }
}
