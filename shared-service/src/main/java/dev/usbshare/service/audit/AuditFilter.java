package dev.usbshare.service.audit;

import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which records are asked for; null for any.
 *
 * @param since the first moment that counts
 * @param until the first moment that no longer does
 * @param device a bus id or {@code vid:pid}: a word of the detail {@code device}
 */
record AuditFilter(
        @Nullable Instant since,
        @Nullable Instant until,
        @Nullable String kind,
        @Nullable String actor,
        @Nullable String device) {

    boolean takes(AuditRecord kept) {
        return (since == null || !kept.time().isBefore(since))
                && (until == null || kept.time().isBefore(until))
                && (kind == null || kind.equals(kept.kind()))
                && (actor == null || actor.equals(kept.actor()))
                && (device == null || isAbout(kept, device));
    }

    private static boolean isAbout(AuditRecord kept, String device) {
        var details = new LinkedHashMap<String, String>();
        AuditText.read(kept.details(), details);
        String named = details.get("device");
        return named != null
                && (named.equals(device) || Arrays.asList(named.split("[ /]")).contains(device));
    }
}
