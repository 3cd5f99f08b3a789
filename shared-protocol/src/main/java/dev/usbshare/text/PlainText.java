package dev.usbshare.text;

/**
 * Text that shows as it is: without anything that controls a terminal, breaks a line of a log or turns other text around. All texts
 * of peers, devices and people are held to it before they are shown.
 */
public final class PlainText {

    private PlainText() {}

    public static boolean isPlain(String text) {
        return text.codePoints().allMatch(PlainText::isPlain);
    }

    /** Neither control nor format character (which can turn text around), line separator or lone surrogate. */
    public static boolean isPlain(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> false;
            default -> true;
        };
    }

    /**
     * Text that a person wrote, such as a name or a note, without spaces around it.
     *
     * @param what for the error: "the name"
     * @throws IllegalArgumentException saying what is wrong with it
     */
    public static String require(String what, String text, int maxChars) {
        String stripped = text.strip();
        if (stripped.length() > maxChars) {
            throw new IllegalArgumentException(
                    what + " has " + stripped.length() + " characters; at most " + maxChars + " are allowed");
        }
        stripped.codePoints().filter(c -> !isPlain(c)).findFirst().ifPresent(c -> {
            throw new IllegalArgumentException(
                    "%s holds the character U+%04X, which is not printable; leave it out".formatted(what, c));
        });
        return stripped;
    }

    /** For quoting what somebody sent: cut, with a question mark for each character that is not plain. */
    public static String printable(String text, int maxChars) {
        var kept = new StringBuilder();
        text.codePoints().limit(maxChars).map(c -> isPlain(c) ? c : '?').forEach(kept::appendCodePoint);
        return kept.toString();
    }

    /** What is plain of a text that a machine wrote, and no more than so many UTF-16 units of it. */
    public static String clean(String text, int maxChars) {
        var kept = new StringBuilder();
        text.codePoints().filter(PlainText::isPlain).forEach(c -> {
            if (kept.length() + Character.charCount(c) <= maxChars) {
                kept.appendCodePoint(c);
            }
        });
        return kept.toString();
    }
}
