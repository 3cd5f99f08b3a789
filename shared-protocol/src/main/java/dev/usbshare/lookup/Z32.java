package dev.usbshare.lookup;

import dev.usbshare.identity.KeyAlphabet;
import dev.usbshare.identity.NodeId;

/** z-base-32, in which pkarr writes a node id: 52 characters, the most significant bits first, no padding. */
public final class Z32 {

    private static final KeyAlphabet ALPHABET = new KeyAlphabet(
            "ybndrfg8ejkmcpqxot1uwisza345h769", "z-base-32", "the last character of the node id is wrong");
    private static final int CHARS = KeyAlphabet.CHARS;

    private Z32() {}

    public static String of(NodeId node) {
        return ALPHABET.encode(node);
    }

    /**
     * Reads lower case only, so that a node has one name.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    public static NodeId parse(String text) {
        if (text.length() != CHARS) {
            throw new IllegalArgumentException(
                    "a node id in z-base-32 has " + CHARS + " characters, not " + text.length());
        }
        return ALPHABET.decode(text);
    }
}
