package dev.usbshare.client.exercise;

import dev.usbshare.usb.UsbDeviceInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The end of an exercise as a person reads it: a line for the path, a table with a row for each thing done, a line for
 * each failure, and the verdict.
 *
 * @param server name, node id and address
 * @param roundTrip null if the transport did not say
 * @param took from the first dial to the last detach
 */
public record Report(String server, @Nullable Duration roundTrip, List<DeviceReport> devices, Duration took) {

    private static final List<String> HEADER = List.of("DEVICE", "DONE", "MB/s", "p50 ms", "p99 ms", "CHECK");
    private static final int FIRST_NUMBER = 2;
    private static final int LAST_NUMBER = 4;

    public Report {
        devices = List.copyOf(devices);
    }

    public boolean isOk() {
        return !devices.isEmpty() && devices.stream().allMatch(DeviceReport::isOk);
    }

    /** Lines without their ends. */
    public List<String> lines() {
        var lines = new ArrayList<String>();
        lines.add("Path: " + server + (roundTrip == null ? "" : ", round trip " + millis(roundTrip.toNanos()) + " ms"));
        lines.add("");
        lines.addAll(align(rows()));
        lines.add("");
        devices.stream()
                .filter(d -> !d.isOk())
                .map(d -> "FAILED " + d.device().busId() + " " + d.device().usbId() + ": " + d.failure())
                .forEach(lines::add);
        lines.add(verdict());
        return lines;
    }

    private String verdict() {
        if (devices.isEmpty()) {
            return "FAILED: the server offers no device to this client";
        }
        long failed = devices.stream().filter(d -> !d.isOk()).count();
        String seconds = String.format(Locale.ROOT, "%.1f s", took.toMillis() / 1e3);
        return failed == 0
                ? "OK: " + devices.size() + (devices.size() == 1 ? " device" : " devices") + " in " + seconds
                : "FAILED: " + failed + " of " + devices.size() + " devices, in " + seconds;
    }

    private List<List<String>> rows() {
        var rows = new ArrayList<List<String>>();
        rows.add(HEADER);
        for (DeviceReport report : devices) {
            String name = name(report.device());
            for (Step step : report.steps()) {
                rows.add(row(name, step));
                name = "";
            }
            if (!report.isOk()) {
                rows.add(List.of(name, "failed, see below", "", "", "", "FAILED"));
            }
        }
        return rows;
    }

    private static List<String> row(String name, Step step) {
        Latency latency = step.latency();
        return List.of(
                name,
                step.done(),
                step.megabytesPerSecond().isPresent()
                        ? String.format(
                                Locale.ROOT, "%.1f", step.megabytesPerSecond().getAsDouble())
                        : "",
                latency == null ? "" : millis(latency.p50Nanos()),
                latency == null ? "" : millis(latency.p99Nanos()),
                step.check());
    }

    private static String name(UsbDeviceInfo device) {
        String product = device.product().isEmpty() ? "(no name)" : device.product();
        return device.busId() + " " + device.usbId() + " " + product;
    }

    private static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.2f", nanos / 1e6);
    }

    private static List<String> align(List<List<String>> rows) {
        int[] widths = new int[HEADER.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], columns(row.get(i)));
            }
        }
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private static String line(List<String> row, int[] widths) {
        var line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String pad = " ".repeat(widths[i] - columns(row.get(i)));
            boolean number = i >= FIRST_NUMBER && i <= LAST_NUMBER;
            line.append(number ? pad + row.get(i) : row.get(i) + pad).append("  ");
        }
        return line.toString().stripTrailing();
    }

    /** Screen columns, near enough: one for each code point. */
    private static int columns(String text) {
        return text.codePointCount(0, text.length());
    }
}
