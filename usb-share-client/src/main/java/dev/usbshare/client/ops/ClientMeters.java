package dev.usbshare.client.ops;

import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.docs.MeterDocumentation;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Every meter of the client. Tags are bounded: types, directions, errno names, configured servers; never ids. */
enum ClientMeters implements MeterDocumentation {
    /** URBs that the server ended, by how long the kernel waited for them. */
    URB_LATENCY("usbshare.client.urb.latency", Meter.Type.TIMER, "seconds", Tag.TYPE, Tag.DIRECTION),
    /** Bytes really moved by URBs. */
    URB_BYTES("usbshare.client.urb.bytes", Meter.Type.COUNTER, "bytes", Tag.TYPE, Tag.DIRECTION),
    /** URBs that ended with a status other than 0, refused ones included. A stall (EPIPE) is often normal. */
    URB_ERRORS("usbshare.client.urb.errors", Meter.Type.COUNTER, null, Tag.STATUS),
    /** URBs that the kernel took back before their end. */
    URBS_UNLINKED("usbshare.client.urbs.unlinked", Meter.Type.COUNTER, null),
    /** URBs that the server has not ended yet. */
    URBS_IN_FLIGHT("usbshare.client.urbs.in.flight", Meter.Type.GAUGE, null),
    /** Devices on a port now. */
    ATTACHMENTS("usbshare.client.attachments", Meter.Type.GAUGE, null),
    /** Configured servers by the state of the relation with them. */
    SERVERS("usbshare.client.servers", Meter.Type.GAUGE, null, Tag.STATE),
    /** How long a packet to a server and back takes; no number while not connected. */
    SERVER_ROUND_TRIP("usbshare.client.server.round.trip", Meter.Type.GAUGE, "seconds", Tag.SERVER),
    /** Memory of network and URB buffers that is in use now: flat over time, or something leaks. */
    BUFFERS("usbshare.client.buffers", Meter.Type.GAUGE, "bytes");

    private final String name;
    private final Meter.Type type;
    private final @Nullable String baseUnit;

    @SuppressWarnings("ImmutableEnumChecker") // never written to, copied out
    private final KeyName[] keyNames;

    ClientMeters(String name, Meter.Type type, @Nullable String baseUnit, KeyName... keyNames) {
        this.name = name;
        this.type = type;
        this.baseUnit = baseUnit;
        this.keyNames = keyNames;
    }

    @Override
    public String getName() {
        return name;
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
        return keyNames.clone();
    }

    /** Names of tags. */
    enum Tag implements KeyName {
        /** Transfer type: control, bulk, interrupt, isochronous. */
        TYPE,
        /** In or out. */
        DIRECTION,
        /** The errno's name, such as EPIPE. */
        STATUS,
        /** Connecting, connected, waiting, closed. */
        STATE,
        /** A server's configured name. */
        SERVER;

        @Override
        public String asString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
