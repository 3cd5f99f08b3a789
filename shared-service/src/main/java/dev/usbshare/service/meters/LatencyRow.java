package dev.usbshare.service.meters;

/**
 * How long URBs took lately, as endpoints show it.
 *
 * @param seconds that it is about
 * @param urbs that ended in them
 */
public record LatencyRow(double medianMillis, double p99Millis, double maxMillis, long urbs, int seconds) {}
