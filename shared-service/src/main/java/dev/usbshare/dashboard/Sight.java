package dev.usbshare.dashboard;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a look at a service brought. */
public interface Sight {

    /** The log, if its page is shown; else an empty one. */
    LogPage log();

    /** What went through each of the devices. */
    List<Flow> flows();

    /**
     * A device's counters.
     *
     * @param device names it among all
     * @param use names the use that is counted, null while nobody uses the device
     */
    record Flow(String device, @Nullable String use, long bytesIn, long bytesOut, long urbs) {

        public static Flow idle(String device) {
            return new Flow(device, null, 0, 0, 0);
        }

        History after(History before, Instant now) {
            return use == null ? before.idle(now) : before.with(new History.Reading(now, use, bytesIn, bytesOut, urbs));
        }
    }
}
