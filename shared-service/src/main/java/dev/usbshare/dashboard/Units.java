package dev.usbshare.dashboard;

import java.time.Duration;
import java.util.Locale;

/** Numbers for people: short, of a steady width, with the unit that fits. */
public final class Units {

    private static final String[] SIZES = {"B", "kB", "MB", "GB", "TB", "PB"};
    private static final double STEP = 1_000;
    private static final double TEN = 10;
    private static final double HUNDRED = 100;

    private Units() {}

    /** {@code 12.3 MB}; powers of 1000. */
    public static String bytes(long bytes) {
        return size((double) bytes);
    }

    private static String size(double bytes) {
        double value = Math.max(0, bytes);
        int unit = 0;
        // What would be rounded up to four digits belongs to the next unit.
        while (value >= STEP - 0.5 && unit < SIZES.length - 1) {
            value /= STEP;
            unit++;
        }
        return (unit == 0 ? "%.0f".formatted(value) : digits(value)) + " " + SIZES[unit];
    }

    /** {@code 12.3 MB/s}. */
    public static String rate(double bytesPerSecond) {
        return size(bytesPerSecond) + "/s";
    }

    /** {@code 0.21 ms}, {@code 1.5 s}. */
    public static String millis(double millis) {
        return millis >= STEP - 0.5 ? digits(millis / STEP) + " s" : digits(millis) + " ms";
    }

    /** Three digits or so. */
    private static String digits(double value) {
        if (value >= HUNDRED - 0.05) {
            return String.format(Locale.ROOT, "%.0f", value);
        }
        return String.format(Locale.ROOT, value >= TEN - 0.005 ? "%.1f" : "%.2f", value);
    }

    /** {@code 812}, {@code 12,345}. */
    public static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** {@code 0.4 %}. */
    public static String percent(double percent) {
        return String.format(Locale.ROOT, percent >= TEN ? "%.0f %%" : "%.1f %%", percent);
    }

    /** The two largest units: {@code 3h 12m}. */
    public static String duration(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        if (seconds < 60) {
            return seconds + "s";
        }
        long minutes = seconds / 60;
        if (minutes < 60) {
            return minutes + "m " + seconds % 60 + "s";
        }
        long hours = minutes / 60;
        return hours < 24 ? hours + "h " + minutes % 60 + "m" : hours / 24 + "d " + hours % 24 + "h";
    }
}
