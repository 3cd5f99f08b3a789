package dev.usbshare.client.exercise;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How far an exercise goes.
 *
 * @param bytes how much is moved with each device that moves data; at least {@value #MIN_BYTES}
 * @param writes whether devices that are not simulated may be written to
 * @param seed of the data that is written
 * @param patience how long one operation may take before the device counts as stuck
 * @param nanoTime the clock that operations are timed with
 */
public record ExerciseSettings(long bytes, boolean writes, long seed, Duration patience, LongSupplier nanoTime) {

    public static final long DEFAULT_BYTES = 16L << 20;
    public static final long MIN_BYTES = 64L << 10;
    public static final long MAX_BYTES = 16L << 30;

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    public ExerciseSettings {
        if (bytes < MIN_BYTES || bytes > MAX_BYTES) {
            throw new IllegalArgumentException(bytes + " bytes, expected " + MIN_BYTES + " to " + MAX_BYTES);
        }
    }

    public static ExerciseSettings of(long bytes, boolean writes) {
        return new ExerciseSettings(bytes, writes, System.nanoTime(), PATIENCE, System::nanoTime);
    }
}
