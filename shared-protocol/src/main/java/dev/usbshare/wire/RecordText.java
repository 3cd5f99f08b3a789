package dev.usbshare.wire;

/** Text of control records: it reaches logs and terminals of people, so nothing in it may control them. */
final class RecordText {

    /** Cuts to the limit and leaves out what {@link #isClean} refuses: for text we send. */
    static String clean(String text) {
        if (isClean(text)) {
            return text;
        }
        var kept = new StringBuilder();
        text.codePoints().filter(RecordText::isAllowed).forEach(c -> {
            if (kept.length() + Character.charCount(c) <= WireLimits.MAX_TEXT_CHARS) {
                kept.appendCodePoint(c);
            }
        });
        return kept.toString();
    }

    /** Whether the text is short enough and without control and format characters (which can turn text around), line separators and lone surrogates. */
    static boolean isClean(String text) {
        return text.length() <= WireLimits.MAX_TEXT_CHARS && text.codePoints().allMatch(RecordText::isAllowed);
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

    private RecordText() {}
}
