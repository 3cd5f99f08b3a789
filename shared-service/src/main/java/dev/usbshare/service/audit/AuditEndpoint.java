package dev.usbshare.service.audit;

import dev.usbshare.service.Answers;
import dev.usbshare.text.PlainText;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.core.io.InputStreamResource;
import org.springframework.util.MimeType;

/**
 * {@code audit}: the log, newest records first ({@code GET}, filtered by {@code since}, {@code until}, {@code kind}, {@code actor}, {@code
 * device}, at most {@code limit}); {@code GET .../export}, the same filters, every record as a line of JSON, oldest first; {@code GET
 * .../verify}, with {@code expect} a hash noted earlier. What cannot be done is answered with {@code {"error": ...}}.
 */
@Endpoint(id = "audit")
final class AuditEndpoint {

    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1_000;

    private static final int LONGEST_ECHO = 100;
    private static final MimeType JSON_LINES = MimeType.valueOf("application/x-ndjson");
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    /** A record, for people. */
    record Row(long seq, Instant time, String kind, String actor, Map<String, String> details, String hash) {

        static Row of(AuditRecord kept) {
            var details = new LinkedHashMap<String, String>();
            AuditText.read(kept.details(), details);
            return new Row(kept.seq(), kept.time(), kept.kind(), kept.actor(), details, kept.hash());
        }
    }

    private final AuditTable table;
    private final AuditVerifier verifier;

    AuditEndpoint(AuditTable table, AuditVerifier verifier) {
        this.table = table;
        this.verifier = verifier;
    }

    @ReadOperation
    WebEndpointResponse<Object> records(
            @Nullable String since,
            @Nullable String until,
            @Nullable String kind,
            @Nullable String actor,
            @Nullable String device,
            @Nullable Integer limit) {
        int most = limit == null ? DEFAULT_LIMIT : limit;
        if (most < 1 || most > MAX_LIMIT) {
            return Answers.failure(Answers.BAD_REQUEST, "limit " + most + " is not from 1 to " + MAX_LIMIT);
        }
        try {
            return Answers.done(newest(filter(since, until, kind, actor, device), most));
        } catch (IllegalArgumentException e) {
            return Answers.failure(Answers.BAD_REQUEST, e);
        }
    }

    private List<Row> newest(AuditFilter filter, int most) {
        var rows = new ArrayList<Row>();
        long before = Long.MAX_VALUE;
        while (rows.size() < most) {
            List<AuditRecord> page = table.before(before, filter, MAX_LIMIT);
            if (page.isEmpty()) {
                break;
            }
            page.stream()
                    .filter(filter::takes)
                    .limit(most - rows.size())
                    .map(Row::of)
                    .forEach(rows::add);
            before = page.getLast().seq();
        }
        return rows;
    }

    @ReadOperation
    WebEndpointResponse<Object> whole(
            @Selector String what,
            @Nullable String since,
            @Nullable String until,
            @Nullable String kind,
            @Nullable String actor,
            @Nullable String device,
            @Nullable String expect) {
        try {
            return switch (what) {
                case "export" -> {
                    var lines = new AuditExport(table, filter(since, until, kind, actor, device));
                    yield new WebEndpointResponse<>(
                            new InputStreamResource(lines), WebEndpointResponse.STATUS_OK, JSON_LINES);
                }
                case "verify" -> Answers.done(verifier.verify(hash(expect)));
                default -> Answers.failure(Answers.NOT_FOUND, "there is audit, audit/export and audit/verify");
            };
        } catch (IllegalArgumentException e) {
            return Answers.failure(Answers.BAD_REQUEST, e);
        }
    }

    private static AuditFilter filter(
            @Nullable String since,
            @Nullable String until,
            @Nullable String kind,
            @Nullable String actor,
            @Nullable String device) {
        return new AuditFilter(
                time("since", since),
                time("until", until),
                word("kind", kind),
                word("actor", actor),
                word("device", device));
    }

    private static @Nullable Instant time(String name, @Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    name + " '" + printable(text) + "' is no time such as 2026-11-22T17:00:00Z", e);
        }
    }

    private static @Nullable String word(String name, @Nullable String text) {
        if (text != null && !PlainText.isPlain(text)) {
            throw new IllegalArgumentException(name + " '" + printable(text) + "' has characters that none can have");
        }
        return text;
    }

    private static @Nullable String hash(@Nullable String text) {
        String hash = text == null ? null : text.toLowerCase(Locale.ROOT);
        if (hash != null && !HASH.matcher(hash).matches()) {
            throw new IllegalArgumentException("expect '" + printable(hash) + "' is no hash of 64 hexadecimal digits");
        }
        return hash;
    }

    private static String printable(String text) {
        return PlainText.printable(text, LONGEST_ECHO);
    }
}
