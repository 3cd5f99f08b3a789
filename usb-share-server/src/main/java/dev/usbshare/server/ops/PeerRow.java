package dev.usbshare.server.ops;

import dev.usbshare.server.access.PeerEntry;
import dev.usbshare.usb.DevicePattern;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A peer as the management side shows it.
 *
 * @param source {@code settings} or {@code database}
 * @param status {@code approved} or {@code expired}
 * @param expires null for never
 * @param approvedAt null for peers of the settings
 */
record PeerRow(
        String id,
        String name,
        String notes,
        String source,
        String status,
        List<String> grants,
        @Nullable Instant expires,
        boolean takeOver,
        @Nullable Instant approvedAt) {

    static PeerRow of(PeerEntry entry, Instant now) {
        var terms = entry.terms();
        boolean stored = entry.source() == PeerEntry.Source.DATABASE;
        return new PeerRow(
                entry.id().toString(),
                terms.name(),
                terms.notes(),
                entry.source().name().toLowerCase(Locale.ROOT),
                entry.holdsAt(now) ? "approved" : "expired",
                terms.grants().stream().map(DevicePattern::toString).toList(),
                terms.expires().orElse(null),
                terms.takeOver(),
                stored ? entry.approvedAt() : null);
    }
}
