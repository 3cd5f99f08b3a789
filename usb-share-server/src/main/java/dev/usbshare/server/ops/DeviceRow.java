package dev.usbshare.server.ops;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A device as the management side shows it.
 *
 * @param usbId {@code vid:pid}
 * @param holder short node id of the peer that has it; null if nobody
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
        boolean shared,
        boolean leased,
        @Nullable String holder,
        @Nullable Instant since) {}
