package dev.usbshare.server.ops;

import dev.usbshare.service.meters.ServiceMeter;
import dev.usbshare.service.meters.UrbTag;
import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.Meter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Every meter of the server. Tags are bounded: those of {@link UrbTag} and {@link Tag#REASON} by enums, those of devices and peers by {@link
 * dev.usbshare.service.meters.NamedMeters}; none is a seqnum, a lease or a whole node id.
 */
enum ServerMeters implements ServiceMeter {
    URB_LATENCY(
            "usbshare.server.urb.latency",
            Meter.Type.TIMER,
            "seconds",
            "URBs that the device ended, by how long they were with it",
            UrbTag.TYPE,
            UrbTag.DIRECTION),
    URB_BYTES(
            "usbshare.server.urb.bytes",
            Meter.Type.COUNTER,
            "bytes",
            "Bytes really moved by URBs",
            UrbTag.TYPE,
            UrbTag.DIRECTION),
    URB_ERRORS(
            "usbshare.server.urb.errors",
            Meter.Type.COUNTER,
            null,
            "URBs that did not end well, refused ones included; a stall (EPIPE) is often normal",
            UrbTag.STATUS),
    URBS_IN_FLIGHT("usbshare.server.urbs.in.flight", Meter.Type.GAUGE, null, "URBs with the devices now"),
    URBS_HELD_BACK(
            "usbshare.server.urbs.held.back", Meter.Type.COUNTER, null, "URBs that a limit of bandwidth made wait"),
    URBS_WAITING("usbshare.server.urbs.waiting", Meter.Type.GAUGE, null, "URBs that wait for a limit of bandwidth now"),
    DEVICE_URB_LATENCY(
            "usbshare.server.device.urb.latency",
            Meter.Type.TIMER,
            "seconds",
            "URBs that a device ended, by how long they were with it",
            Tag.DEVICE),
    DEVICE_URB_BYTES(
            "usbshare.server.device.urb.bytes",
            Meter.Type.COUNTER,
            "bytes",
            "Bytes really moved from and to a device",
            Tag.DEVICE,
            UrbTag.DIRECTION),
    DEVICE_URB_ERRORS(
            "usbshare.server.device.urb.errors",
            Meter.Type.COUNTER,
            null,
            "URBs of a device that did not end well, refused ones included",
            Tag.DEVICE),
    DEVICE_URBS_IN_FLIGHT(
            "usbshare.server.device.urbs.in.flight", Meter.Type.GAUGE, null, "URBs with a device now", Tag.DEVICE),
    DEVICES_SHARED("usbshare.server.devices.shared", Meter.Type.GAUGE, null, "Devices offered to peers now"),
    LEASES("usbshare.server.leases", Meter.Type.GAUGE, null, "Devices leased now"),
    LEASE_QUEUE("usbshare.server.lease.queue", Meter.Type.GAUGE, null, "Requests that wait for a leased device now"),
    LEASE_WAITS(
            "usbshare.server.lease.waits",
            Meter.Type.TIMER,
            "seconds",
            "Leases granted, by how long after they were asked for"),
    LEASES_ENDED(
            "usbshare.server.leases.ended",
            Meter.Type.COUNTER,
            null,
            "Leases that ended, by why: given_back, or the code that the client was told, such as taken_over",
            Tag.REASON),
    REFUSALS(
            "usbshare.server.refusals",
            Meter.Type.COUNTER,
            null,
            "Requests for devices that were refused, by the code that the client was told",
            Tag.REASON),
    POLICY_DENIALS(
            "usbshare.server.policy.denials",
            Meter.Type.COUNTER,
            null,
            "Those of the refusals that a device's policies asked for",
            Tag.REASON),
    SESSIONS("usbshare.server.sessions", Meter.Type.GAUGE, null, "Approved peers connected now", Tag.PATH),
    PEER_ROUND_TRIP(
            "usbshare.server.peer.round.trip",
            Meter.Type.GAUGE,
            "seconds",
            "How long a packet to a connected peer and back takes; no number before the first measurement",
            Tag.PEER,
            Tag.NAME),
    PEER_PACKET_LOSS(
            "usbshare.server.peer.packet.loss",
            Meter.Type.GAUGE,
            "ratio",
            "Of the packets sent to a connected peer lately, those that were lost",
            Tag.PEER,
            Tag.NAME),
    PEER_PATH_SWITCHES(
            "usbshare.server.peer.path.switches",
            Meter.Type.COUNTER,
            null,
            "How often packets to a connected peer took another way, of its connection that is there",
            Tag.PEER,
            Tag.NAME),
    PEER_URB_BYTES(
            "usbshare.server.peer.urb.bytes",
            Meter.Type.COUNTER,
            "bytes",
            "Bytes really moved by URBs of a connected peer",
            Tag.PEER,
            Tag.NAME,
            UrbTag.DIRECTION),
    PEER_LEASES(
            "usbshare.server.peer.leases",
            Meter.Type.GAUGE,
            null,
            "Devices that a connected peer has now",
            Tag.PEER,
            Tag.NAME),
    PEERS_DENIED(
            "usbshare.server.peers.denied",
            Meter.Type.COUNTER,
            null,
            "Connections turned away before they were a session",
            Tag.REASON),
    PROTOCOL_ERRORS(
            "usbshare.server.protocol.errors",
            Meter.Type.COUNTER,
            null,
            "Connections closed because the peer broke the protocol"),
    BUFFERS(
            "usbshare.server.buffers",
            Meter.Type.GAUGE,
            "bytes",
            "Network and URB buffers in use now; flat over time, or something leaks");

    /** Names of tags, besides {@link UrbTag}. */
    enum Tag implements KeyName {
        /** As many as there are refusal codes, and given_back; of connections, {@code SessionListener.Denial}. */
        REASON,
        /** A device's bus id. */
        DEVICE,
        /** The start of a peer's node id. */
        PEER,
        /** What people called the peer when it connected. */
        NAME,
        /** How a peer is reached: lan, direct or relay. */
        PATH;

        @Override
        public String asString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @SuppressWarnings("ImmutableEnumChecker") // tags are enums
    private final Facts facts;

    ServerMeters(String name, Meter.Type type, @Nullable String baseUnit, String description, KeyName... tags) {
        facts = new Facts(name, type, baseUnit, description, List.of(tags));
    }

    @Override
    public Facts facts() {
        return facts;
    }
}
