package dev.usbshare.service.store;

import dev.usbshare.service.meters.ServiceMeter;
import io.micrometer.core.instrument.Meter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The meters of the database, besides those of the pool of connections. */
public enum StoreMeters implements ServiceMeter {
    COMMITS(
            "usbshare.database.commits",
            Meter.Type.TIMER,
            "seconds",
            "Transactions that were kept, by how long their commit took: it ends when they are on disk"),
    ERRORS(
            "usbshare.database.errors",
            Meter.Type.COUNTER,
            null,
            "Statements that the database failed, but for those that its rules refuse, such as a name that is taken"),
    FILE_BYTES("usbshare.database.file", Meter.Type.GAUGE, "bytes", "Size of the H2 file; none with PostgreSQL");

    @SuppressWarnings("ImmutableEnumChecker") // without tags
    private final Facts facts;

    StoreMeters(String name, Meter.Type type, @Nullable String baseUnit, String description) {
        facts = new Facts(name, type, baseUnit, description, List.of());
    }

    @Override
    public Facts facts() {
        return facts;
    }
}
