package dev.usbshare.service.network;

import dev.usbshare.service.meters.ServiceMeter;
import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.Meter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The meters of what a node needs to find others and be found. */
public enum NetworkMeters implements ServiceMeter {
    RELAYS(
            "usbshare.relays",
            Meter.Type.GAUGE,
            null,
            "Relays that this node knows, by how its connection to them is",
            Tag.STATE);

    /** Names of tags. */
    public enum Tag implements KeyName {
        /** Idle (nothing is sent there), connecting, connected, or waiting for the next attempt. */
        STATE;

        @Override
        public String asString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @SuppressWarnings("ImmutableEnumChecker") // tags are enums
    private final Facts facts;

    NetworkMeters(String name, Meter.Type type, @Nullable String baseUnit, String description, KeyName... tags) {
        facts = new Facts(name, type, baseUnit, description, List.of(tags));
    }

    @Override
    public Facts facts() {
        return facts;
    }
}
