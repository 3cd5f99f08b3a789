package dev.usbshare.service.meters;

import dev.usbshare.usb.Direction;
import dev.usbshare.usb.UrbStatus;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/** Counts one device's URBs: how long they took, what they moved, how many did not end well. Thread-safe. */
public final class DeviceMeters {

    private final Timer latency;
    private final Counter bytesIn;
    private final Counter bytesOut;
    private final Counter errors;

    /**
     * @param latency a timer
     * @param bytes a counter by direction
     * @param errors a counter
     */
    public DeviceMeters(MeterGroup group, ServiceMeter latency, ServiceMeter bytes, ServiceMeter errors) {
        this.latency = group.timer(latency, UrbMeters.BUCKETS);
        this.bytesIn = group.counter(bytes, UrbTag.DIRECTION, UrbTag.text(Direction.IN));
        this.bytesOut = group.counter(bytes, UrbTag.DIRECTION, UrbTag.text(Direction.OUT));
        this.errors = group.counter(errors);
    }

    /**
     * An URB ended.
     *
     * @param moved bytes
     * @param status {@link UrbStatus}
     */
    public void completed(Direction direction, int status, int moved, long nanos) {
        latency.record(nanos, TimeUnit.NANOSECONDS);
        (direction == Direction.IN ? bytesIn : bytesOut).increment(moved);
        if (status != UrbStatus.OK) {
            errors.increment();
        }
    }

    /** An URB was answered without being carried out. */
    public void refused() {
        errors.increment();
    }
}
