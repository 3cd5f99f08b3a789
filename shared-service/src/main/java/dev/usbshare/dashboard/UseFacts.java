package dev.usbshare.dashboard;

import dev.usbshare.service.meters.LatencyRow;
import dev.usbshare.service.meters.PathRow;
import dev.usbshare.tui.Ink;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Facts about a device in use and the way it is reached. */
public final class UseFacts {

    private UseFacts() {}

    /** Three lines about a path, a fourth if it is not direct; one if there is none. */
    public static void path(Facts facts, @Nullable PathRow path, Instant now) {
        if (path == null) {
            facts.line("Path", Ink.FAINT, "not connected");
            return;
        }
        facts.line(
                "Path",
                Ink.TEXT,
                path.kind() + " " + path.address(),
                " for " + Units.duration(Duration.between(path.since(), now)));
        if (path.notDirect() != null) {
            facts.line("Why relay", Ink.FAIR, path.detail() == null ? path.notDirect() : path.detail());
        }
        Double rtt = path.rttMillis();
        if (path.quality() == null || rtt == null) {
            facts.line("Quality", Ink.FAINT, "not measured yet");
            return;
        }
        facts.line(
                "Quality",
                ink(path.quality()),
                "● " + path.quality(),
                "  loss " + Units.percent(or(path.lossPercent(), 0)));
        facts.line(
                "RTT",
                Ink.TEXT,
                Units.millis(rtt),
                "  from " + Units.millis(or(path.minRttMillis(), rtt)),
                " to " + Units.millis(or(path.maxRttMillis(), rtt)));
    }

    private static double or(@Nullable Double value, double other) {
        return value == null ? other : value;
    }

    public static void latency(Facts facts, @Nullable LatencyRow latency) {
        if (latency == null) {
            facts.line("Latency", Ink.FAINT, "idle");
        } else {
            facts.line(
                    "Latency",
                    Ink.TEXT,
                    Units.millis(latency.medianMillis()),
                    "  99 % " + Units.millis(latency.p99Millis()),
                    "  max " + Units.millis(latency.maxMillis()));
        }
    }

    public static void moved(Facts facts, long in, long out, History.Rate now) {
        facts.line(
                "Moved",
                Ink.TEXT,
                "↓ " + Units.bytes(in),
                "  ↑ " + Units.bytes(out),
                "  " + Units.count(Math.round(now.urbs())) + " URBs/s");
    }

    /** What a quality is worth. */
    public static Ink ink(@Nullable String quality) {
        return switch (quality) {
            case "good" -> Ink.GOOD;
            case "fair" -> Ink.FAIR;
            case "poor" -> Ink.BAD;
            case null, default -> Ink.FAINT;
        };
    }
}
