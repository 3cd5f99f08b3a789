package dev.usbshare.server.ops;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A device as the management side shows it.
 *
 * @param usbId {@code vid:pid}
 * @param classes of the device and of the interfaces of the configuration in use
 * @param nickname what a person calls it; null if nothing
 * @param why it is shared or not
 * @param holder what the peer that has it is called; null if nobody
 * @param peer its short node id
 * @param since when it was leased; null if it is free
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record DeviceRow(
        String busId,
        String usbId,
        String manufacturer,
        String product,
        String serial,
        String speed,
        List<String> classes,
        @Nullable String nickname,
        boolean shared,
        String why,
        boolean leased,
        @Nullable String holder,
        @Nullable String peer,
        @Nullable Instant since) {}
