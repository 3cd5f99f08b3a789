package dev.usbshare.server.ops;

import dev.usbshare.service.config.Meaning;
import dev.usbshare.service.config.MinSize;
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
        @Meaning(value = "All peers together.", unit = "bytes a second; 0 for no limit", live = true)
        @MinSize(value = "1KB", orNone = true, message = MESSAGE)
        @DefaultValue("0")
        DataSize total,

        @Meaning(value = "Each peer.", unit = "bytes a second; 0 for no limit", live = true)
        @MinSize(value = "1KB", orNone = true, message = MESSAGE)
        @DefaultValue("0")
        DataSize peer,

        @Meaning(
                value = "Each device, unless its policy is stricter.",
                unit = "bytes a second; 0 for no limit",
                live = true)
        @MinSize(value = "1KB", orNone = true, message = MESSAGE)
        @DefaultValue("0")
        DataSize device) {

    private static final String MESSAGE = "a limit is 0 for none, or at least {value} a second";
}
