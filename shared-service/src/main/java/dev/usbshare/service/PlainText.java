package dev.usbshare.service;

/**
 * Text that people typed, such as names and notes. It reaches logs, tables and terminals, so nothing in it may control them: no
 * control and format characters (which can turn text around), line separators and lone surrogates.
 */
public final class PlainText {

    /**
     * The text without blanks around it.
     *
     * @param what names the text in the error
     * @throws IllegalArgumentException if it is longer than {@code maxChars} or holds what is not allowed
     */
    public static String require(String what, String text, int maxChars) {
        String stripped = text.strip();
        if (stripped.length() > maxChars) {
            throw new IllegalArgumentException(
                    what + " has " + stripped.length() + " characters; at most " + maxChars + " are allowed");
        }
        stripped.codePoints().filter(c -> !isAllowed(c)).findFirst().ifPresent(c -> {
            throw new IllegalArgumentException(
                    "%s holds the character U+%04X, which is not printable; leave it out".formatted(what, c));
        });
        return stripped;
    }

    /** For quoting what somebody sent: cut, with a question mark for each character that {@link #require} refuses. */
    public static String printable(String text, int maxChars) {
        var kept = new StringBuilder();
        text.codePoints().limit(maxChars).map(c -> isAllowed(c) ? c : '?').forEach(kept::appendCodePoint);
        return kept.toString();
    }

    private static boolean isAllowed(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> false;
            default -> true;
        };
    }

    private PlainText() {}
}
