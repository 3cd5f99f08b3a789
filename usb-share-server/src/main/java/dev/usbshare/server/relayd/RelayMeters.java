package dev.usbshare.server.relayd;

import dev.usbshare.service.meters.ServiceMeter;
import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.Meter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Every meter of the relay. Tags are bounded by {@link dev.usbshare.server.relay.RelayCount}; none names a node. */
enum RelayMeters implements ServiceMeter {
    NODES("usbshare.relay.nodes", Meter.Type.GAUGE, null, "Nodes connected now"),
    WAITING("usbshare.relay.waiting", Meter.Type.GAUGE, "bytes", "Bytes that wait for nodes now"),
    RECORDS("usbshare.relay.records", Meter.Type.GAUGE, null, "Nodes whose signed records are kept now"),
    CERTIFICATE_EXPIRES(
            "usbshare.relay.certificate.expires",
            Meter.Type.GAUGE,
            "seconds",
            "How long the certificate in use is still valid; no number without TLS"),
    CONNECTIONS("usbshare.relay.connections", Meter.Type.COUNTER, null, "TCP connections that came in"),
    ADMITTED("usbshare.relay.admitted", Meter.Type.COUNTER, null, "Nodes that proved their id and came in"),
    REFUSED(
            "usbshare.relay.refused",
            Meter.Type.COUNTER,
            null,
            "Connections turned away: full, too_many of one address, slow, a wrong proof, denied by the access lists",
            Tag.REASON),
    CUT(
            "usbshare.relay.cut",
            Meter.Type.COUNTER,
            null,
            "Nodes cut off: broke the protocol, silent when asked, stuck with what was sent to them",
            Tag.REASON),
    FRAMES("usbshare.relay.frames", Meter.Type.COUNTER, null, "Frames of datagrams carried"),
    BYTES("usbshare.relay.bytes", Meter.Type.COUNTER, "bytes", "Bytes of datagrams carried"),
    DROPPED(
            "usbshare.relay.dropped",
            Meter.Type.COUNTER,
            null,
            "Frames not carried: for an unknown node, its queue full, the memory of all queues full",
            Tag.REASON),
    PAUSES("usbshare.relay.pauses", Meter.Type.COUNTER, null, "Pauses of nodes that sent more than they may"),
    PUBLISHED(
            "usbshare.relay.published",
            Meter.Type.COUNTER,
            null,
            "Signed records that nodes published: taken, old, bad, denied, or too_many of one address",
            Tag.OUTCOME),
    LOOKUPS(
            "usbshare.relay.lookups",
            Meter.Type.COUNTER,
            null,
            "Questions for a node's record: found or none",
            Tag.OUTCOME),
    STUN("usbshare.relay.stun", Meter.Type.COUNTER, null, "Packets to the STUN port: answered or ignored", Tag.OUTCOME);

    /** Names of tags. */
    enum Tag implements KeyName {
        /** Why. */
        REASON,
        /** What became of it. */
        OUTCOME;

        @Override
        public String asString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @SuppressWarnings("ImmutableEnumChecker") // tags are enums
    private final Facts facts;

    RelayMeters(String name, Meter.Type type, @Nullable String baseUnit, String description, KeyName... tags) {
        facts = new Facts(name, type, baseUnit, description, List.of(tags));
    }

    @Override
    public Facts facts() {
        return facts;
    }
}
