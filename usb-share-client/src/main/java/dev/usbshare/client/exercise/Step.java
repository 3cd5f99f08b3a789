package dev.usbshare.client.exercise;

import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * One thing that was done with a device.
 *
 * @param done in words a person understands
 * @param megabytesPerSecond 10^6 bytes in a second, empty where speed says nothing
 * @param latency null where single operations were not timed
 * @param check what was verified, empty where nothing could be
 */
public record Step(
        String done,
        OptionalDouble megabytesPerSecond,
        @Nullable Latency latency,
        String check) {

    public static Step of(String done, String check) {
        return new Step(done, OptionalDouble.empty(), null, check);
    }

    public static Step timed(String done, long bytes, long nanos, String check) {
        return new Step(done, OptionalDouble.of(bytes * 1e3 / Math.max(nanos, 1)), null, check);
    }

    public Step with(Latency measured) {
        return new Step(done, megabytesPerSecond, measured, check);
    }
}
