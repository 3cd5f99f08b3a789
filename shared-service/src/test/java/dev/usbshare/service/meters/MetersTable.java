package dev.usbshare.service.meters;

import dev.usbshare.service.audit.AuditMeters;
import dev.usbshare.service.network.NetworkMeters;
import dev.usbshare.service.store.StoreMeters;
import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

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

    /** Of our meters in a registry, those that the lists have not, or with other tags. */
    public static List<String> undocumented(MeterRegistry registry, List<? extends ServiceMeter> meters) {
        var known = new HashMap<String, Set<String>>();
        meters.forEach(meter -> known.put(
                meter.getName(),
                Arrays.stream(meter.getKeyNames()).map(KeyName::asString).collect(Collectors.toSet())));
        return registry.getMeters().stream()
                .map(Meter::getId)
                .filter(id -> id.getName().startsWith("usbshare.") && id.syntheticAssociation() == null)
                .filter(id -> !id.getTags().stream()
                        .map(Tag::getKey)
                        .collect(Collectors.toSet())
                        .equals(known.get(id.getName())))
                .map(Meter.Id::toString)
                .toList();
    }

    /** Those that both services have. */
    public static List<ServiceMeter> shared() {
        return all(ServiceMeters.values(), AuditMeters.values(), StoreMeters.values(), NetworkMeters.values());
    }

    /** Those and a service's own. */
    public static List<ServiceMeter> all(ServiceMeter[]... meters) {
        return Arrays.stream(meters).flatMap(Arrays::stream).toList();
    }
}
