package dev.usbshare.service.meters;

import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.Meter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The meters of the service as such, that both programs have. */
public enum ServiceMeters implements ServiceMeter {
    BUILD(
            "usbshare.build.info",
            Meter.Type.GAUGE,
            null,
            "1; its tags say what is running",
            Tag.PROGRAM,
            Tag.VERSION,
            Tag.NODE),
    HEALTH(
            "usbshare.health",
            Meter.Type.GAUGE,
            null,
            "1 while a part of the service is well, else 0; a few seconds old at most",
            Tag.COMPONENT),
    MANAGEMENT_DENIED(
            "usbshare.management.denied",
            Meter.Type.COUNTER,
            null,
            "Requests to remote management that were turned away for their token"),
    CONFIG_RELOADS(
            "usbshare.config.reloads",
            Meter.Type.COUNTER,
            null,
            "Reloads of the configuration file by how they ended",
            Tag.OUTCOME);

    /** Names of tags. */
    public enum Tag implements KeyName {
        /** A program's name. */
        PROGRAM,
        /** A release. */
        VERSION,
        /** The start of this node's id. */
        NODE,
        /** An indicator of health: usb, quic, database, audit. */
        COMPONENT,
        /** Done or refused. */
        OUTCOME;

        @Override
        public String asString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @SuppressWarnings("ImmutableEnumChecker") // tags are enums
    private final Facts facts;

    ServiceMeters(String name, Meter.Type type, @Nullable String baseUnit, String description, KeyName... tags) {
        facts = new Facts(name, type, baseUnit, description, List.of(tags));
    }

    @Override
    public Facts facts() {
        return facts;
    }
}
