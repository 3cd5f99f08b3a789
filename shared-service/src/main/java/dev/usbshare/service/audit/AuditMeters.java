package dev.usbshare.service.audit;

import dev.usbshare.service.meters.ServiceMeter;
import io.micrometer.core.instrument.Meter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The meters of the audit log. */
public enum AuditMeters implements ServiceMeter {
    RECORDS("usbshare.audit.records", Meter.Type.GAUGE, null, "Records in the audit log; none is ever deleted"),
    QUEUED("usbshare.audit.queued", Meter.Type.GAUGE, null, "Events that wait to be kept"),
    LOST("usbshare.audit.lost", Meter.Type.COUNTER, null, "Events that could not be kept"),
    FILE_BYTES("usbshare.audit.file", Meter.Type.GAUGE, "bytes", "Size of the file of JSON lines being written");

    @SuppressWarnings("ImmutableEnumChecker") // without tags
    private final Facts facts;

    AuditMeters(String name, Meter.Type type, @Nullable String baseUnit, String description) {
        facts = new Facts(name, type, baseUnit, description, List.of());
    }

    @Override
    public Facts facts() {
        return facts;
    }
}
