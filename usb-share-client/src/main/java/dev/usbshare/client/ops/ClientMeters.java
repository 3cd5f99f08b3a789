package dev.usbshare.client.ops;

import dev.usbshare.service.meters.ServiceMeter;
import dev.usbshare.service.meters.UrbTag;
import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.Meter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Every meter of the client. Tags are bounded: those of {@link UrbTag}, reasons and states by enums, those of devices and servers by {@link
 * dev.usbshare.service.meters.NamedMeters}; none is a seqnum, a lease or a whole node id.
 */
enum ClientMeters implements ServiceMeter {
    URB_LATENCY(
            "usbshare.client.urb.latency",
            Meter.Type.TIMER,
            "seconds",
            "URBs that the server ended, by how long the kernel waited for them",
            UrbTag.TYPE,
            UrbTag.DIRECTION),
    URB_BYTES(
            "usbshare.client.urb.bytes",
            Meter.Type.COUNTER,
            "bytes",
            "Bytes really moved by URBs",
            UrbTag.TYPE,
            UrbTag.DIRECTION),
    URB_ERRORS(
            "usbshare.client.urb.errors",
            Meter.Type.COUNTER,
            null,
            "URBs that did not end well, refused ones included; a stall (EPIPE) is often normal",
            UrbTag.STATUS),
    URBS_UNLINKED(
            "usbshare.client.urbs.unlinked",
            Meter.Type.COUNTER,
            null,
            "URBs that the kernel took back before their end"),
    LATE_BYTES(
            "usbshare.client.late.bytes",
            Meter.Type.COUNTER,
            "bytes",
            "Data of a device for URBs that the kernel had taken back; kept for the endpoint's next URB, or lost",
            Tag.OUTCOME),
    URBS_IN_FLIGHT("usbshare.client.urbs.in.flight", Meter.Type.GAUGE, null, "URBs that the server has not ended yet"),
    DEVICE_URB_LATENCY(
            "usbshare.client.device.urb.latency",
            Meter.Type.TIMER,
            "seconds",
            "URBs of a device that the server ended, by how long the kernel waited for them",
            Tag.SERVER,
            Tag.DEVICE),
    DEVICE_URB_BYTES(
            "usbshare.client.device.urb.bytes",
            Meter.Type.COUNTER,
            "bytes",
            "Bytes really moved from and to a device",
            Tag.SERVER,
            Tag.DEVICE,
            UrbTag.DIRECTION),
    DEVICE_URB_ERRORS(
            "usbshare.client.device.urb.errors",
            Meter.Type.COUNTER,
            null,
            "URBs of a device that did not end well, refused ones included",
            Tag.SERVER,
            Tag.DEVICE),
    ATTACHES(
            "usbshare.client.attaches",
            Meter.Type.TIMER,
            "seconds",
            "Devices put on a port, by how long after they were asked for; time in line included"),
    ATTACHMENTS_ENDED(
            "usbshare.client.attachments.ended",
            Meter.Type.COUNTER,
            null,
            "Attachments that ended or did not come about, by why; not_let_in is the firewall's",
            Tag.REASON),
    REFUSALS(
            "usbshare.client.refusals",
            Meter.Type.COUNTER,
            null,
            "Requests for devices that a server refused, by its code",
            Tag.REASON),
    ATTACHMENTS("usbshare.client.attachments", Meter.Type.GAUGE, null, "Devices on a port now"),
    SERVERS(
            "usbshare.client.servers",
            Meter.Type.GAUGE,
            null,
            "Configured servers by the state of the relation with them",
            Tag.STATE),
    CONNECTIONS("usbshare.client.connections", Meter.Type.GAUGE, null, "Servers connected now", Tag.PATH),
    DIALS(
            "usbshare.client.dials",
            Meter.Type.COUNTER,
            null,
            "Attempts to connect to a server, by how they ended: connected, failed, or lost after having been connected",
            Tag.OUTCOME),
    SERVER_CONNECTED(
            "usbshare.client.server.connected",
            Meter.Type.GAUGE,
            null,
            "1 while a server is connected, 0 while it is dialled; no number while it is not to be connected",
            Tag.SERVER),
    SERVER_ROUND_TRIP(
            "usbshare.client.server.round.trip",
            Meter.Type.GAUGE,
            "seconds",
            "How long a packet to a server and back takes; no number while not connected",
            Tag.SERVER),
    SERVER_PACKET_LOSS(
            "usbshare.client.server.packet.loss",
            Meter.Type.GAUGE,
            "ratio",
            "Of the packets sent to a server lately, those that were lost; no number while not connected",
            Tag.SERVER),
    SERVER_PATH_SWITCHES(
            "usbshare.client.server.path.switches",
            Meter.Type.COUNTER,
            null,
            "How often packets to a server took another way, of its connection that is there",
            Tag.SERVER),
    BUFFERS(
            "usbshare.client.buffers",
            Meter.Type.GAUGE,
            "bytes",
            "Network and URB buffers in use now; flat over time, or something leaks");

    /** Names of tags, besides {@link UrbTag}. */
    enum Tag implements KeyName {
        /** Connecting, connected, waiting, closed. */
        STATE,
        /** Kept or lost; of dials, connected, failed or lost. */
        OUTCOME,
        /** As many as there are reasons for an attachment's end, and refusal codes. */
        REASON,
        /** A server's name. */
        SERVER,
        /** A device's bus id at its server. */
        DEVICE,
        /** How a server is reached: lan, direct or relay. */
        PATH;

        @Override
        public String asString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @SuppressWarnings("ImmutableEnumChecker") // tags are enums
    private final Facts facts;

    ClientMeters(String name, Meter.Type type, @Nullable String baseUnit, String description, KeyName... tags) {
        facts = new Facts(name, type, baseUnit, description, List.of(tags));
    }

    @Override
    public Facts facts() {
        return facts;
    }
}
