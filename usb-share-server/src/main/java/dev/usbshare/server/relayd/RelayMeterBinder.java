package dev.usbshare.server.relayd;

import dev.usbshare.server.relay.RelayCount;
import dev.usbshare.server.relay.RelayServer;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Shows what the relay counts. */
final class RelayMeterBinder implements MeterBinder {

    private static final double MILLIS = 1000;

    private final RelayDoor door;

    RelayMeterBinder(RelayDoor door) {
        this.door = door;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        RelayMeters.NODES
                .gauge(() -> door.server().map(RelayServer::clients).orElse(0))
                .register(registry);
        RelayMeters.WAITING
                .gauge(() -> door.server().map(RelayServer::waitingBytes).orElse(0L))
                .register(registry);
        RelayMeters.RECORDS.gauge(() -> door.records().size()).register(registry);
        RelayMeters.CERTIFICATE_EXPIRES
                .gauge(() -> door.server()
                        .flatMap(RelayServer::certificateExpires)
                        .map(end -> Duration.between(Instant.now(), end).toMillis() / MILLIS)
                        .orElse(Double.NaN))
                .register(registry);
        for (RelayCount count : RelayCount.values()) {
            counter(registry, count);
        }
    }

    private void counter(MeterRegistry registry, RelayCount count) {
        RelayMeters meter = meterOf(count);
        FunctionCounter.builder(meter.getName(), door, d -> of(d, count))
                .tags(tags(meter, count))
                .description(meter.facts().description())
                .baseUnit(meter.getBaseUnit())
                .register(registry);
    }

    private static double of(RelayDoor door, RelayCount count) {
        return door.server().map(server -> server.counts().of(count)).orElse(0L);
    }

    private static Tags tags(RelayMeters meter, RelayCount count) {
        return meter.facts().tags().isEmpty()
                ? Tags.empty()
                : Tags.of(
                        meter.facts().tags().getFirst().asString(),
                        count.name().substring(count.name().indexOf('_') + 1).toLowerCase(Locale.ROOT));
    }

    private static RelayMeters meterOf(RelayCount count) {
        return switch (count) {
            case CONNECTIONS -> RelayMeters.CONNECTIONS;
            case REFUSED_FULL, REFUSED_TOO_MANY, REFUSED_SLOW, REFUSED_PROOF, REFUSED_DENIED -> RelayMeters.REFUSED;
            case ADMITTED -> RelayMeters.ADMITTED;
            case FRAMES -> RelayMeters.FRAMES;
            case BYTES -> RelayMeters.BYTES;
            case DROPPED_UNKNOWN, DROPPED_QUEUE, DROPPED_MEMORY -> RelayMeters.DROPPED;
            case PAUSES -> RelayMeters.PAUSES;
            case CUT_PROTOCOL, CUT_SILENT, CUT_STUCK -> RelayMeters.CUT;
            case RECORDS_TAKEN, RECORDS_OLD, RECORDS_BAD, RECORDS_DENIED, RECORDS_TOO_MANY -> RelayMeters.PUBLISHED;
            case LOOKUPS_FOUND, LOOKUPS_NONE -> RelayMeters.LOOKUPS;
            case STUN_ANSWERED, STUN_IGNORED -> RelayMeters.STUN;
        };
    }
}
