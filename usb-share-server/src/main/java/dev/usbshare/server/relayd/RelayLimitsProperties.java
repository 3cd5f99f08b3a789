package dev.usbshare.server.relayd;

import dev.usbshare.server.relay.RelayLimits;
import dev.usbshare.service.config.Meaning;
import dev.usbshare.service.config.MinSize;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/** {@code usb-share.limits} of a relay. */
record RelayLimitsProperties(
        @Meaning(value = "TCP connections at a time.", unit = "connections", live = true)
        @Min(1)
        @Max(1_000_000)
        @DefaultValue("10000")
        int connections,

        @Meaning(value = "New connections of one address, or one /64 of IPv6.", unit = "connections a minute")
        @Min(1)
        @Max(1_000_000)
        @DefaultValue("600")
        int connects,

        @Meaning(value = "What each node may send.", unit = "bytes a second; 0 for no limit", live = true)
        @MinSize(value = "1KB", orNone = true, message = "a limit is 0 for none, or at least {value} a second")
        @DefaultValue("0")
        DataSize node,

        @Meaning(
                value = "What may wait for each node; what is beyond that is dropped, and sent again by its sender.",
                unit = "bytes",
                live = true)
        @MinSize(value = "64KB", message = "at least {value}, which is one frame")
        @DefaultValue("256KB")
        DataSize queue,

        @Meaning(value = "What may wait for all nodes together.", unit = "bytes", live = true)
        @MinSize(value = "1MB", message = "at least {value}")
        @DefaultValue("32MB")
        DataSize queues,

        @Meaning(value = "Nodes whose records are kept.", unit = "records")
        @Min(1)
        @Max(1_000_000)
        @DefaultValue("10000")
        int records) {

    RelayLimits limits() {
        return new RelayLimits(
                connections,
                connects,
                node.toBytes(),
                (int) Math.min(queue.toBytes(), Integer.MAX_VALUE),
                queues.toBytes(),
                records);
    }
}
