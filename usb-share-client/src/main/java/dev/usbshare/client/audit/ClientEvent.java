package dev.usbshare.client.audit;

import dev.usbshare.service.audit.AuditEvent;

/** What the client's audit log tells besides what every service's does. Servers are whole node ids, devices are bus id and {@code vid:pid}. */
public sealed interface ClientEvent extends AuditEvent {

    /** The actor for deeds of a person at the management door. */
    String OPERATOR = "operator";

    /** The actor for what rules do. */
    String SYSTEM = "system";

    record ServerAdded(String actor, String server, String name, String addresses) implements ClientEvent {}

    record ServerRemoved(String actor, String server, String name) implements ClientEvent {}

    record ServerRenamed(String actor, String server, String name, String now) implements ClientEvent {}

    record TicketTaken(String actor, String server) implements ClientEvent {}

    record ConnectModeChanged(String actor, String server, String mode) implements ClientEvent {}

    /** @param changes how many keys it had from the old one to the new one, this one included */
    record ServerIdentityFollowed(String actor, String oldServer, String newServer, long changes)
            implements ClientEvent {}

    record ClassesChanged(String actor, String server, String allowed) implements ClientEvent {}

    record RuleAdded(String actor, String rule) implements ClientEvent {}

    record RuleRemoved(String actor, String rule) implements ClientEvent {}

    record DevicePinned(String actor, String server, String device, String digest) implements ClientEvent {}

    record PinForgotten(String actor, String server, String device) implements ClientEvent {}

    record DeviceRefused(String actor, String device, String reason, String detail) implements ClientEvent {}

    record DeviceAttached(String actor, String server, String device, int port) implements ClientEvent {}

    record DeviceDetached(String actor, String server, String device, String reason) implements ClientEvent {}
}
