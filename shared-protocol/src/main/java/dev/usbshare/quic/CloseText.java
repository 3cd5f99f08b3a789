package dev.usbshare.quic;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The text of a connection's close: ours cut for the wire, the peer's made safe to print. */
final class CloseText {

    /** Fits the CONNECTION_CLOSE frame of any packet, however little room there is. */
    static final int MAX_BYTES = 200;

    private CloseText() {}

    /** UTF-8, cut between characters. */
    static byte[] encode(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= MAX_BYTES) {
            return bytes;
        }
        int end = MAX_BYTES;
        while ((bytes[end] & 0xc0) == 0x80) {
            end--;
        }
        return Arrays.copyOf(bytes, end);
    }

    /** What a peer sent, without anything that moves a cursor, rings a bell or reorders text. */
    static String decode(byte[] bytes) {
        String text = new String(bytes, 0, Math.min(bytes.length, MAX_BYTES), StandardCharsets.UTF_8);
        var clean = new StringBuilder(text.length());
        text.codePoints().forEach(c -> clean.appendCodePoint(isPrintable(c) ? c : '?'));
        return clean.toString();
    }

    private static boolean isPrintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
