package dev.usbshare.dashboard;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What went through a device lately: the rates between the counters that were read one after the other.
 *
 * @param last what was read last; null before the first
 * @param rates oldest first, at most {@value #SPAN} of them
 */
public record History(@Nullable Reading last, List<Rate> rates) {

    /** Readings come about once a second: two minutes. */
    static final int SPAN = 120;

    /** Readings that lie closer together than this give no rate that means anything. */
    private static final Duration CLOSEST = Duration.ofMillis(200);

    public static final History NONE = new History(null, List.of());

    /**
     * Counters of a device's use as they were at a moment.
     *
     * @param use names the use: with another one, counting began anew
     */
    public record Reading(Instant at, String use, long bytesIn, long bytesOut, long urbs) {}

    /** What went through in a second. */
    public record Rate(double bytesIn, double bytesOut, double urbs) {

        static final Rate NOTHING = new Rate(0, 0, 0);

        public double bytes() {
            return bytesIn + bytesOut;
        }
    }

    public History {
        rates = List.copyOf(rates);
    }

    /** With one more reading. */
    public History with(Reading now) {
        Reading before = last;
        if (before == null) {
            return new History(now, rates);
        }
        Duration between = Duration.between(before.at(), now.at());
        if (between.compareTo(CLOSEST) < 0) {
            return this;
        }
        double seconds = between.toNanos() / 1e9;
        boolean isSame = before.use().equals(now.use()) && now.urbs() >= before.urbs();
        return new History(
                now,
                appended(
                        isSame
                                ? new Rate(
                                        Math.max(0, now.bytesIn() - before.bytesIn()) / seconds,
                                        Math.max(0, now.bytesOut() - before.bytesOut()) / seconds,
                                        Math.max(0, now.urbs() - before.urbs()) / seconds)
                                : Rate.NOTHING));
    }

    /** With a moment in which nobody used the device. */
    public History idle(Instant now) {
        return with(new Reading(now, "", 0, 0, 0));
    }

    private List<Rate> appended(Rate rate) {
        var more = new ArrayList<Rate>(rates.size() + 1);
        more.addAll(rates.size() < SPAN ? rates : rates.subList(rates.size() - SPAN + 1, rates.size()));
        more.add(rate);
        return more;
    }

    /** The latest rate. */
    public Rate now() {
        return rates.isEmpty() ? Rate.NOTHING : rates.getLast();
    }

    public List<Double> in() {
        return rates.stream().map(Rate::bytesIn).toList();
    }

    public List<Double> out() {
        return rates.stream().map(Rate::bytesOut).toList();
    }

    public List<Double> total() {
        return rates.stream().map(Rate::bytes).toList();
    }

    /** The highest of some rates; at least one. */
    public static double top(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).max().orElse(1);
    }
}
