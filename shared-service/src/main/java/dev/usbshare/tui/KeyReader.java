package dev.usbshare.tui;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.jline.utils.NonBlockingReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads keys off a terminal in raw mode: characters, the control sequences of ECMA-48 §5.4 that xterm and its like send, and
 * bracketed pastes. A sequence that means nothing here is dropped whole, so that no part of it acts as a key.
 *
 * <p><b>Confinement</b>: one thread.
 */
final class KeyReader {

    /** An escape that nothing follows for so long is the key of that name. */
    private static final long ESCAPE_MILLIS = 25;

    /** Within a sequence, which terminals send at once but networks may part. */
    private static final long SEQUENCE_MILLIS = 250;

    /** Of a paste that does not end. */
    private static final long PASTE_MILLIS = 1_000;

    private static final int MAX_PASTE_CHARS = 4_096;
    private static final int MAX_PARAMETER_CHARS = 32;
    private static final char ESCAPE = '\u001b';
    private static final String PASTE_END = "\u001b[201~";

    private static final Map<Integer, Key.Named> CONTROLS = Map.ofEntries(
            Map.entry(3, Key.Named.INTERRUPT),
            Map.entry(8, Key.Named.BACKSPACE),
            Map.entry(9, Key.Named.TAB),
            Map.entry(10, Key.Named.ENTER),
            Map.entry(12, Key.Named.REDRAW),
            Map.entry(13, Key.Named.ENTER),
            Map.entry(21, Key.Named.ERASE_LINE),
            Map.entry(127, Key.Named.BACKSPACE));

    private static final Map<Character, Key.Named> FINALS = Map.of(
            'A', Key.Named.UP,
            'B', Key.Named.DOWN,
            'C', Key.Named.RIGHT,
            'D', Key.Named.LEFT,
            'F', Key.Named.END,
            'H', Key.Named.HOME,
            'Z', Key.Named.BACK_TAB,
            'M', Key.Named.ENTER);

    private static final Map<String, Key.Named> NUMBERED = Map.of(
            "1", Key.Named.HOME,
            "3", Key.Named.DELETE,
            "4", Key.Named.END,
            "5", Key.Named.PAGE_UP,
            "6", Key.Named.PAGE_DOWN,
            "7", Key.Named.HOME,
            "8", Key.Named.END);

    private final NonBlockingReader in;

    KeyReader(NonBlockingReader in) {
        this.in = in;
    }

    /** The next key; null when the terminal is gone. */
    @Nullable
    Key read() throws IOException {
        while (true) {
            int c = in.read();
            if (c == NonBlockingReader.EOF) {
                return null;
            }
            Optional<Key> key = c == ESCAPE ? afterEscape() : character(c);
            if (key.isPresent()) {
                return key.get();
            }
        }
    }

    private Optional<Key> character(int c) throws IOException {
        Key.Named named = CONTROLS.get(c);
        if (named != null) {
            return Optional.of(named);
        }
        if (Character.isHighSurrogate((char) c)) {
            int low = in.read(SEQUENCE_MILLIS);
            return low >= 0 && Character.isLowSurrogate((char) low)
                    ? Optional.of(new Key.Typed(Character.toCodePoint((char) c, (char) low)))
                    : Optional.empty();
        }
        return Character.isISOControl(c) ? Optional.empty() : Optional.of(new Key.Typed(c));
    }

    private Optional<Key> afterEscape() throws IOException {
        int next = in.peek(ESCAPE_MILLIS);
        if (next < 0 || next == ESCAPE) {
            return Optional.of(Key.Named.ESCAPE);
        }
        in.read();
        return switch (next) {
            case '[' -> controlSequence();
            case 'O' -> Optional.ofNullable(FINALS.get((char) in.read(SEQUENCE_MILLIS)));
            // A character with Alt.
            default -> Optional.empty();
        };
    }

    private Optional<Key> controlSequence() throws IOException {
        var parameters = new StringBuilder();
        int c = in.read(SEQUENCE_MILLIS);
        while (c >= 0x20 && c < 0x40) {
            if (parameters.length() < MAX_PARAMETER_CHARS) {
                parameters.append((char) c);
            }
            c = in.read(SEQUENCE_MILLIS);
        }
        if (c < 0) {
            return Optional.empty();
        }
        if (c == '[') {
            // The Linux console's function keys: one more character.
            in.read(SEQUENCE_MILLIS);
            return Optional.empty();
        }
        String number = parameters.toString();
        if (c != '~') {
            // With Shift, Ctrl or Alt it has parameters, and means nothing here.
            return number.isEmpty() ? Optional.ofNullable(FINALS.get((char) c)) : Optional.empty();
        }
        return number.equals("200") ? Optional.of(paste()) : Optional.ofNullable(NUMBERED.get(number));
    }

    private Key paste() throws IOException {
        var text = new StringBuilder();
        int c = in.read(PASTE_MILLIS);
        while (c >= 0) {
            text.append((char) c);
            if (endsWithPasteEnd(text)) {
                text.setLength(text.length() - PASTE_END.length());
                break;
            }
            if (text.length() > MAX_PASTE_CHARS + PASTE_END.length()) {
                text.delete(MAX_PASTE_CHARS, text.length() - PASTE_END.length());
            }
            c = in.read(PASTE_MILLIS);
        }
        return new Key.Pasted(plain(text));
    }

    private static boolean endsWithPasteEnd(StringBuilder text) {
        int from = text.length() - PASTE_END.length();
        return from >= 0 && text.indexOf(PASTE_END, from) == from;
    }

    private static String plain(StringBuilder text) {
        return text.codePoints()
                .filter(c -> !Character.isISOControl(c))
                .limit(MAX_PASTE_CHARS)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
