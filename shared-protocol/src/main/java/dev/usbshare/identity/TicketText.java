package dev.usbshare.identity;

import dev.usbshare.identity.TicketException.Reason;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * Bytes as text that people copy: {@code usbshare1}, then symbols of five bits as letters and digits, none of which look alike: the
 * version (1), the number of bytes (2, big-endian), the bytes (the last symbol filled up with zeros), the checksum (6). Case,
 * spaces and line breaks mean nothing.
 *
 * <p>Later versions keep prefix, version, length and checksum where they are, so that this one can tell what is wrong with them.
 */
final class TicketText {

    static final String PREFIX = "usbshare";
    static final int VERSION = 1;

    /** With prefix and checksum 997 symbols: the code holds up to 1023. */
    static final int MAX_BYTES = 600;

    /** More than any ticket with any spacing. */
    static final int MAX_CHARS = 4096;

    private static final String ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private static final String START = PREFIX + "1";
    private static final int HEADER_SYMBOLS = 3;
    private static final int MAX_PREFIX_TYPOS = 2;
    private static final TicketChecksum CHECKSUM = new TicketChecksum(PREFIX);

    private TicketText() {}

    static String encode(byte[] bytes) {
        if (bytes.length > MAX_BYTES) {
            throw new IllegalArgumentException("a ticket of " + bytes.length + " bytes; at most " + MAX_BYTES);
        }
        byte[] symbols = new byte[HEADER_SYMBOLS + symbolsFor(bytes.length)];
        symbols[0] = VERSION;
        symbols[1] = (byte) (bytes.length >> 5);
        symbols[2] = (byte) (bytes.length & 31);
        int at = HEADER_SYMBOLS;
        int bits = 0;
        int held = 0;
        for (byte b : bytes) {
            bits = (bits << 8) | (b & 0xff);
            held += 8;
            while (held >= 5) {
                held -= 5;
                symbols[at++] = (byte) ((bits >> held) & 31);
            }
            bits &= (1 << held) - 1;
        }
        if (held > 0) {
            symbols[at] = (byte) ((bits << (5 - held)) & 31);
        }
        var text = new StringBuilder(START);
        for (byte symbol : CHECKSUM.append(symbols)) {
            text.append(ALPHABET.charAt(symbol));
        }
        return text.toString();
    }

    private static int symbolsFor(int bytes) {
        return (bytes * 8 + 4) / 5;
    }

    static byte[] decode(String text) throws TicketException {
        if (text.length() > MAX_CHARS) {
            throw new TicketException(
                    Reason.NOT_A_TICKET,
                    "this is no ticket: it has " + text.length() + " characters; paste the ticket alone");
        }
        Compact compact = Compact.of(text);
        checkPrefix(compact);
        byte[] symbols = symbolsOf(compact);
        if (symbols.length < HEADER_SYMBOLS + TicketChecksum.SYMBOLS) {
            throw truncated("most of the ticket is missing");
        }
        if (!CHECKSUM.isRight(symbols)) {
            throw explain(symbols, compact);
        }
        if (symbols[0] != VERSION) {
            throw new TicketException(
                    Reason.NEWER_VERSION,
                    "the ticket is of version " + symbols[0] + ", this program knows version " + VERSION
                            + "; update usb-share here");
        }
        return bytesOf(symbols);
    }

    /** What a person typed, without spaces and in lower case, and where each character stood. */
    private record Compact(String text, int[] positions) {

        static Compact of(String text) {
            var kept = new StringBuilder();
            int[] positions = new int[text.length()];
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (!Character.isWhitespace(c) && c != '\u00a0') {
                    positions[kept.length()] = i + 1;
                    kept.append(c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c);
                }
            }
            return new Compact(kept.toString(), positions);
        }
    }

    private static void checkPrefix(Compact compact) throws TicketException {
        String text = compact.text();
        if (text.startsWith(START)) {
            return;
        }
        if (text.isEmpty()) {
            throw new TicketException(
                    Reason.NOT_A_TICKET, "there is no ticket; paste the text that begins with " + START);
        }
        if (START.startsWith(text)) {
            throw truncated("only the beginning of the ticket is there");
        }
        if (isNodeId(text)) {
            throw new TicketException(
                    Reason.NODE_ID,
                    "this is a node id, which does not say where the server is; give NODE-ID@HOST[:PORT], or ask for a"
                            + " ticket");
        }
        int typo = typoIn(text);
        if (typo >= 0) {
            throw mistyped(compact.positions()[typo], "; a ticket begins with " + START);
        }
        throw new TicketException(Reason.NOT_A_TICKET, "this is no ticket; one begins with " + START);
    }

    private static boolean isNodeId(String text) {
        int at = text.indexOf('@');
        try {
            NodeId.parse(at < 0 ? text : text.substring(0, at));
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Where a prefix that is almost right is wrong first; -1 if it is another one. */
    private static int typoIn(String text) {
        int first = -1;
        int typos = 0;
        for (int i = 0; i < START.length(); i++) {
            if (i >= text.length() || text.charAt(i) != START.charAt(i)) {
                first = first < 0 ? i : first;
                typos++;
            }
        }
        return typos <= MAX_PREFIX_TYPOS && first < text.length() ? first : -1;
    }

    private static byte[] symbolsOf(Compact compact) throws TicketException {
        String text = compact.text();
        byte[] symbols = new byte[text.length() - START.length()];
        for (int i = 0; i < symbols.length; i++) {
            int symbol = ALPHABET.indexOf(text.charAt(START.length() + i));
            if (symbol < 0) {
                throw mistyped(
                        compact.positions()[START.length() + i],
                        ": it is none of the letters and digits that tickets are made of (there is no b, i, o or 1)");
            }
            symbols[i] = (byte) symbol;
        }
        return symbols;
    }

    /** Why a checksum is wrong, as far as that can be told. */
    private static TicketException explain(byte[] symbols, Compact compact) {
        byte[] corrected = symbols.clone();
        int wrong = CHECKSUM.correct(corrected);
        if (wrong >= 0 && expectedSymbols(corrected) == symbols.length) {
            return mistyped(compact.positions()[START.length() + wrong], "");
        }
        int expected = expectedSymbols(symbols);
        if (symbols.length < expected) {
            return truncated((expected - symbols.length) + " of the ticket's " + (expected + START.length())
                    + " characters are missing");
        }
        return new TicketException(
                Reason.MISTYPED,
                symbols.length > expected
                        ? "the ticket has " + (symbols.length - expected) + " characters too many; copy it again"
                        : "more than one character of the ticket is wrong; copy it again");
    }

    private static int expectedSymbols(byte[] symbols) {
        return HEADER_SYMBOLS + symbolsFor((symbols[1] << 5) | symbols[2]) + TicketChecksum.SYMBOLS;
    }

    private static byte[] bytesOf(byte[] symbols) throws TicketException {
        if (expectedSymbols(symbols) != symbols.length) {
            throw malformed();
        }
        var bytes = new ByteArrayOutputStream(symbols.length);
        int bits = 0;
        int held = 0;
        for (byte symbol : Arrays.copyOfRange(symbols, HEADER_SYMBOLS, symbols.length - TicketChecksum.SYMBOLS)) {
            bits = (bits << 5) | symbol;
            held += 5;
            if (held >= 8) {
                held -= 8;
                bytes.write(bits >> held);
                bits &= (1 << held) - 1;
            }
        }
        if (bits != 0) {
            throw malformed();
        }
        return bytes.toByteArray();
    }

    private static TicketException mistyped(int position, String more) {
        return new TicketException(
                Reason.MISTYPED, "character " + position + " of the ticket is wrong" + more, position);
    }

    private static TicketException truncated(String what) {
        return new TicketException(Reason.TRUNCATED, what + "; copy it whole");
    }

    static TicketException malformed() {
        return new TicketException(
                Reason.MALFORMED, "the ticket was not made by usb-share, or by a faulty version; ask for a new one");
    }
}
