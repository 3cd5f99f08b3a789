package dev.usbshare.client.ops;

import dev.usbshare.service.meters.ServiceMeter;
import dev.usbshare.service.meters.UrbTag;
import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.Meter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Every meter of the client. Tags are bounded: types, directions, errno names, configured servers; never ids. */
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
    ATTACHMENTS("usbshare.client.attachments", Meter.Type.GAUGE, null, "Devices on a port now"),
    SERVERS(
            "usbshare.client.servers",
            Meter.Type.GAUGE,
            null,
            "Configured servers by the state of the relation with them",
            Tag.STATE),
    SERVER_ROUND_TRIP(
            "usbshare.client.server.round.trip",
            Meter.Type.GAUGE,
            "seconds",
            "How long a packet to a server and back takes; no number while not connected",
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
        /** Kept or lost. */
        OUTCOME,
        /** A server's configured name. */
        SERVER;

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
