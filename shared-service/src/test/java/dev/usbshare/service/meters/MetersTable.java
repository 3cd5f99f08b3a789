package dev.usbshare.service.meters;

import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.Meter;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Meters as the documentation has them. */
public final class MetersTable {

    private MetersTable() {}

    /** Markdown; the names are those that Prometheus reads. */
    public static String of(List<? extends ServiceMeter> meters) {
        String rows = meters.stream()
                .map(meter -> "| `" + name(meter) + "` | " + kind(meter.getType()) + " | " + unit(meter) + " | "
                        + tags(meter.getKeyNames()) + " | " + meter.facts().description() + " |\n")
                .collect(Collectors.joining());
        return "| name | kind | unit | labels | what it counts |\n|---|---|---|---|---|\n" + rows;
    }

    private static String name(ServiceMeter meter) {
        String name = meter.getName().replace('.', '_');
        String unit = meter.getBaseUnit() == null ? "" : "_" + meter.getBaseUnit();
        String whole = name.endsWith(unit) ? name : name + unit;
        return meter.getType() == Meter.Type.COUNTER ? whole + "_total" : whole;
    }

    private static String kind(Meter.Type type) {
        return switch (type) {
            case TIMER -> "histogram or summary";
            default -> type.name().toLowerCase(java.util.Locale.ROOT);
        };
    }

    private static String unit(ServiceMeter meter) {
        return meter.getBaseUnit() == null ? "" : meter.getBaseUnit();
    }

    private static String tags(KeyName[] tags) {
        return Arrays.stream(tags).map(KeyName::asString).collect(Collectors.joining(", "));
    }

    /** Those that both services have. */
    public static List<ServiceMeter> shared(ServiceMeter[] more) {
        return Stream.concat(Arrays.stream(ServiceMeters.values()), Arrays.stream(more))
                .map(ServiceMeter.class::cast)
                .toList();
    }
}
