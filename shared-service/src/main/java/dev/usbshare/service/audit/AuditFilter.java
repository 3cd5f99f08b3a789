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

    static final AuditFilter ALL = new AuditFilter(null, null, null, null, null);

    /** The part that the table cannot decide. */
    boolean takes(AuditRecord auditRecord) {
        if (device == null) {
            return true;
        }
        var details = new LinkedHashMap<String, String>();
        AuditText.read(auditRecord.details(), details);
        String named = details.get("device");
        return named != null
                && (named.equals(device) || Arrays.asList(named.split("[ /]")).contains(device));
    }
}
