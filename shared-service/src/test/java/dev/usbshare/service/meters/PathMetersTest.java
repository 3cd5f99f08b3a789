package dev.usbshare.service.meters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.quic.PathReport;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A path's figures, and no number where there is none. */
class PathMetersTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private @Nullable PathReport report;

    private double read(ServiceMeter meter) {
        return registry.get(meter.getName()).gauge().value();
    }

    private static PathReport report(PathReport.@Nullable Measured measured) {
        return PathReport.of(new InetSocketAddress("127.0.0.1", 1), Instant.EPOCH, measured);
    }

    @Test
    void figures_areInSecondsAndAsARatio() {
        var meters = new PathMeters(
                new MeterGroup(registry, Tags.empty(), false),
                ServiceMeters.HEALTH,
                ServiceMeters.CONFIG_RELOADS,
                ServiceMeters.MANAGEMENT_DENIED);
        assertThat(read(ServiceMeters.HEALTH)).isNaN();

        meters.follow(() -> report);
        assertThat(read(ServiceMeters.HEALTH)).isNaN();
        report = report(null);
        assertThat(read(ServiceMeters.HEALTH)).isNaN();

        report = report(
                new PathReport.Measured(Duration.ofMillis(25), Duration.ofMillis(20), Duration.ofMillis(30), 1.5));
        assertThat(read(ServiceMeters.HEALTH)).isEqualTo(0.025);
        assertThat(read(ServiceMeters.CONFIG_RELOADS)).isEqualTo(0.015);
    }

    @Test
    void switches_areThoseOfTheConnectionThatIsFollowed() {
        var meters = new PathMeters(
                new MeterGroup(registry, Tags.empty(), false),
                ServiceMeters.HEALTH,
                ServiceMeters.CONFIG_RELOADS,
                ServiceMeters.MANAGEMENT_DENIED);
        assertThat(switches()).isZero();
        PathReport one = report(null);
        report = new PathReport(one.paths(), one.directness(), 7, one.connected(), null);
        meters.follow(() -> report);
        assertThat(switches()).isEqualTo(7);
    }

    private double switches() {
        return registry.get(ServiceMeters.MANAGEMENT_DENIED.getName())
                .functionCounter()
                .count();
    }
}
