package dev.usbshare.quic;

import dev.usbshare.text.PlainText;
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

    /** What a peer sent, without anything that moves a cursor, rings a bell or turns other text around. */
    static String decode(byte[] bytes) {
        String text = new String(bytes, 0, Math.min(bytes.length, MAX_BYTES), StandardCharsets.UTF_8);
        return PlainText.printable(text, MAX_BYTES);
    }
}
