package dev.usbshare.server.ops;

import dev.usbshare.service.meters.ServiceMeter;
import dev.usbshare.service.meters.UrbTag;
import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.Meter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Every meter of the server. Tags are bounded: types, directions, errno names; never ids. */
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
            LeaseMeters.Tag.REASON),
    SESSIONS("usbshare.server.sessions", Meter.Type.GAUGE, null, "Approved peers connected now"),
    PEERS_DENIED(
            "usbshare.server.peers.denied",
            Meter.Type.COUNTER,
            null,
            "Connections turned away because the peer is not approved"),
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
