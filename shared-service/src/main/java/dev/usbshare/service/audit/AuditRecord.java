package dev.usbshare.service.audit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;

/**
 * A kept event: a link of the chain.
 *
 * <p>Its line, in exports and in the file, is a JSON object of printable ASCII with these members in this order and no blanks:
 *
 * <pre>{@code
 * {"seq":7,"time":"2026-11-22T17:00:00.123456Z","kind":"lease-granted","actor":"…","details":{…},"previous":"…","hash":"…"}
 * }</pre>
 *
 * <p>{@code hash} is the SHA-256 of the line up to, and without, {@code ,"hash"}, in lower-case hexadecimal; {@code previous} is the
 * {@code hash} of the record before, 64 zeros in the first. So each hash stands for all records up to its own, and anyone can recompute it
 * from the line with {@code sha256sum}.
 *
 * @param seq counts from 1 without gaps
 * @param time of the clock when the event was reported, in whole microseconds; a clock that is set back makes it go back too
 * @param details a JSON object, as {@link AuditText#object} writes it
 */
record AuditRecord(long seq, Instant time, String kind, String actor, String details, String previous, String hash) {

    /** The hash before the first record. */
    static final String NONE = "0".repeat(64);

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    /** The record that follows {@code previous}. */
    static AuditRecord of(long seq, Instant time, String kind, String actor, String details, String previous) {
        Instant whole = time.truncatedTo(ChronoUnit.MICROS);
        return new AuditRecord(
                seq, whole, kind, actor, details, previous, sha256(body(seq, whole, kind, actor, details, previous)));
    }

    /** Whether the hash is the one of what the record says. */
    boolean isIntact() {
        return hash.equals(sha256(body(seq, time, kind, actor, details, previous)));
    }

    /** Without the line's end. */
    String line() {
        return body(seq, time, kind, actor, details, previous) + ",\"hash\":\"" + hash + "\"}";
    }

    private static String body(long seq, Instant time, String kind, String actor, String details, String previous) {
        return "{\"seq\":" + seq + ",\"time\":\"" + TIME.format(time) + "\",\"kind\":" + AuditText.string(kind)
                + ",\"actor\":" + AuditText.string(actor) + ",\"details\":" + details + ",\"previous\":\"" + previous
                + "\"";
    }

    private static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
