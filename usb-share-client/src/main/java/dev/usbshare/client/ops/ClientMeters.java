package dev.usbshare.client.ops;

import dev.usbshare.service.meters.ServiceMeter;
import dev.usbshare.service.meters.UrbTag;
import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.Meter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Every meter of the client. Tags are bounded: types, directions, errno names, configured servers; never ids. */
enum ClientMeters implements ServiceMeter {
    URB_LATENCY(
            "usbshare.client.urb.latency",
            Meter.Type.TIMER,
            "seconds",
            "URBs that the server ended, by how long the kernel waited for them"),
    URB_BYTES("usbshare.client.urb.bytes", Meter.Type.COUNTER, "bytes", "Bytes really moved by URBs"),
    URB_ERRORS(
            "usbshare.client.urb.errors",
            Meter.Type.COUNTER,
            null,
            "URBs that did not end well, refused ones included; a stall (EPIPE) is often normal"),
    URBS_UNLINKED(
            "usbshare.client.urbs.unlinked",
            Meter.Type.COUNTER,
            null,
            "URBs that the kernel took back before their end"),
    URBS_IN_FLIGHT("usbshare.client.urbs.in.flight", Meter.Type.GAUGE, null, "URBs that the server has not ended yet"),
    ATTACHMENTS("usbshare.client.attachments", Meter.Type.GAUGE, null, "Devices on a port now"),
    SERVERS(
            "usbshare.client.servers",
            Meter.Type.GAUGE,
            null,
            "Configured servers by the state of the relation with them"),
    SERVER_ROUND_TRIP(
            "usbshare.client.server.round.trip",
            Meter.Type.GAUGE,
            "seconds",
            "How long a packet to a server and back takes; no number while not connected"),
    BUFFERS(
            "usbshare.client.buffers",
            Meter.Type.GAUGE,
            "bytes",
            "Network and URB buffers in use now; flat over time, or something leaks");

    /** Names of tags, besides {@link UrbTag}. */
    enum Tag implements KeyName {
        /** Connecting, connected, waiting, closed. */
        STATE,
        /** A server's configured name. */
        SERVER;

        @Override
        public String asString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final String meterName;
    private final Meter.Type type;
    private final @Nullable String baseUnit;
    private final String description;

    ClientMeters(String meterName, Meter.Type type, @Nullable String baseUnit, String description) {
        this.meterName = meterName;
        this.type = type;
        this.baseUnit = baseUnit;
        this.description = description;
    }

    @Override
    public String getName() {
        return meterName;
    }

    @Override
    public Meter.Type getType() {
        return type;
    }

    @Override
    public @Nullable String getBaseUnit() {
        return baseUnit;
    }

    @Override
    public KeyName[] getKeyNames() {
        return switch (this) {
            case URB_LATENCY, URB_BYTES -> new KeyName[] {UrbTag.TYPE, UrbTag.DIRECTION};
            case URB_ERRORS -> new KeyName[] {UrbTag.STATUS};
            case SERVERS -> new KeyName[] {Tag.STATE};
            case SERVER_ROUND_TRIP -> new KeyName[] {Tag.SERVER};
            case URBS_UNLINKED, URBS_IN_FLIGHT, ATTACHMENTS, BUFFERS -> new KeyName[0];
        };
    }

    @Override
    public String description() {
        return description;
    }
}
