package dev.usbshare.server.ops;

import dev.usbshare.service.meters.ServiceMeter;
import dev.usbshare.service.meters.UrbTag;
import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.Meter;
import org.jspecify.annotations.Nullable;

/** Every meter of the server. Tags are bounded: types, directions, errno names; never ids. */
enum ServerMeters implements ServiceMeter {
    URB_LATENCY(
            "usbshare.server.urb.latency",
            Meter.Type.TIMER,
            "seconds",
            "URBs that the device ended, by how long they were with it"),
    URB_BYTES("usbshare.server.urb.bytes", Meter.Type.COUNTER, "bytes", "Bytes really moved by URBs"),
    URB_ERRORS(
            "usbshare.server.urb.errors",
            Meter.Type.COUNTER,
            null,
            "URBs that did not end well, refused ones included; a stall (EPIPE) is often normal"),
    URBS_IN_FLIGHT("usbshare.server.urbs.in.flight", Meter.Type.GAUGE, null, "URBs with the devices now"),
    DEVICES_SHARED("usbshare.server.devices.shared", Meter.Type.GAUGE, null, "Devices offered to peers now"),
    LEASES("usbshare.server.leases", Meter.Type.GAUGE, null, "Devices leased now"),
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

    private final String meterName;
    private final Meter.Type type;
    private final @Nullable String baseUnit;
    private final String description;

    ServerMeters(String meterName, Meter.Type type, @Nullable String baseUnit, String description) {
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
            case URBS_IN_FLIGHT, DEVICES_SHARED, LEASES, SESSIONS, PEERS_DENIED, PROTOCOL_ERRORS, BUFFERS ->
                new KeyName[0];
        };
    }

    @Override
    public String description() {
        return description;
    }
}
