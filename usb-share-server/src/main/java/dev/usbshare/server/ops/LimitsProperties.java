package dev.usbshare.server.ops;

import jakarta.validation.constraints.AssertTrue;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * {@code usb-share.limits}: how much bulk data may move in a second, such as {@code 10MB}; control and interrupt transfers are
 * never held back.
 *
 * @param total of all peers together; 0 for no limit
 * @param peer of each peer; 0 for no limit
 * @param device of each device, unless its policy is stricter; 0 for no limit
 */
record LimitsProperties(
        @DefaultValue("0") DataSize total,
        @DefaultValue("0") DataSize peer,
        @DefaultValue("0") DataSize device) {

    @AssertTrue(message = "a limit is 0 for none, or at least 1KB a second")
    boolean isSensible() {
        return isSensible(total) && isSensible(peer) && isSensible(device);
    }

    private static boolean isSensible(DataSize limit) {
        return limit.toBytes() == 0 || limit.toKilobytes() >= 1;
    }
}
