package dev.usbshare.service.audit;

import java.util.Map;
import java.util.SequencedMap;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * JSON in one form only, so that hashes over it mean something: no blanks, members in the given order, and of characters outside
 * printable ASCII the escape {@code \}{@code uXXXX} alone. So a line stays a line, and no text of a peer reaches a terminal as a control
 * sequence.
 */
final class AuditText {

    /** Longer values are cut, with a note of how much is missing. */
    static final int MAX_VALUE_CHARS = 1_000;

    /** What a column takes. */
    static final int MAX_NAME_CHARS = 256;

    private static final Pattern MEMBER = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\":\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern ESCAPE = Pattern.compile("\\\\(?:u([0-9a-f]{4})|(.))");

    private AuditText() {}

    /** An object of texts. */
    static String object(SequencedMap<String, String> members) {
        var object = new StringJoiner(",", "{", "}");
        members.forEach((name, value) -> object.add(string(name) + ":" + string(limited(value, MAX_VALUE_CHARS))));
        return object.toString();
    }

    static String string(String text) {
        var json = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c >= ' ' && c <= '~') {
                json.append(c);
            } else {
                json.append("\\u%04x".formatted((int) c));
            }
        }
        return json.append('"').toString();
    }

    /** Reads what {@link #object} wrote, into {@code members}; of anything else, what looks like it. */
    static void read(String object, Map<String, String> members) {
        Matcher member = MEMBER.matcher(object);
        while (member.find()) {
            members.put(plain(member.group(1)), plain(member.group(2)));
        }
    }

    private static String plain(String escaped) {
        return ESCAPE.matcher(escaped)
                .replaceAll(escape -> Matcher.quoteReplacement(
                        escape.group(1) != null
                                ? String.valueOf((char) Integer.parseInt(escape.group(1), 16))
                                : escape.group(2)));
    }

    /** A text that every database takes as it is: no NUL, no halves of surrogate pairs, not too long. */
    static String column(String text) {
        var clean = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) ? '\uFFFD' : c)
                .limit(MAX_NAME_CHARS / 2)
                .forEach(clean::appendCodePoint);
        return clean.toString();
    }

    private static String limited(String text, int max) {
        return text.length() <= max ? text : text.substring(0, max) + "... (" + (text.length() - max) + " more)";
    }
}
