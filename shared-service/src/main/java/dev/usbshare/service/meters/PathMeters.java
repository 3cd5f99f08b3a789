package dev.usbshare.service.meters;

import dev.usbshare.quic.PathReport;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How the way to one peer is, as its connection sees it: no number while there is no connection. Thread-safe. */
public final class PathMeters {

    private static final double NANOS_PER_SECOND = 1e9;
    private static final double PERCENT = 100;

    private final boolean shared;
    private volatile Supplier<? extends @Nullable PathReport> path = () -> null;

    /**
     * @param roundTrip a gauge in seconds
     * @param loss a gauge, a ratio
     * @param switches a counter
     */
    public PathMeters(MeterGroup group, ServiceMeter roundTrip, ServiceMeter loss, ServiceMeter switches) {
        shared = group.isShared();
        group.gauge(roundTrip, () -> read(measured -> measured.roundTrip().toNanos() / NANOS_PER_SECOND));
        group.gauge(loss, () -> read(measured -> measured.lossPercent() / PERCENT));
        group.counterOf(switches, this::switches);
    }

    /**
     * Meters that several peers share have no number: there is no sum of their paths.
     *
     * @param of the connection that is there from now on; read from any thread
     */
    public void follow(Supplier<? extends @Nullable PathReport> of) {
        if (!shared) {
            path = of;
        }
    }

    private Number switches() {
        PathReport now = path.get();
        return now == null ? 0 : now.switches();
    }

    private Number read(Function<PathReport.Measured, Number> figure) {
        PathReport now = path.get();
        PathReport.Measured measured = now == null ? null : now.measured();
        return measured == null ? Double.NaN : figure.apply(measured);
    }
}
