package dev.usbshare.service.audit;

import dev.usbshare.service.meters.ServiceMeter;
import io.micrometer.core.instrument.Meter;
import org.jspecify.annotations.Nullable;

/** The meters of the audit log. */
enum AuditMeters implements ServiceMeter {
    RECORDS("usbshare.audit.records", Meter.Type.GAUGE, null, "Records in the audit log; none is ever deleted"),
    QUEUED("usbshare.audit.queued", Meter.Type.GAUGE, null, "Events that wait to be kept"),
    LOST("usbshare.audit.lost", Meter.Type.COUNTER, null, "Events that could not be kept"),
    FILE_BYTES("usbshare.audit.file", Meter.Type.GAUGE, "bytes", "Size of the file of JSON lines being written");

    private final String meterName;
    private final Meter.Type type;
    private final @Nullable String baseUnit;
    private final String description;

    AuditMeters(String meterName, Meter.Type type, @Nullable String baseUnit, String description) {
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
    public String description() {
        return description;
    }
}
