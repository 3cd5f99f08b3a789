package dev.usbshare.lookup;

import dev.usbshare.identity.NodeId;

/** z-base-32, in which pkarr writes a node id: 52 characters, the most significant bits first, no padding. */
public final class Z32 {

    private static final String ALPHABET = "ybndrfg8ejkmcpqxot1uwisza345h769";
    private static final int CHARS = 52;

    private Z32() {}

    public static String of(NodeId node) {
        var text = new StringBuilder(CHARS);
        int bits = 0;
        int held = 0;
        for (byte b : node.toBytes()) {
            bits = bits << 8 | (b & 0xff);
            held += 8;
            while (held >= 5) {
                held -= 5;
                text.append(ALPHABET.charAt(bits >> held & 31));
            }
            bits &= (1 << held) - 1;
        }
        return text.append(ALPHABET.charAt(bits << (5 - held) & 31)).toString();
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
        byte[] key = new byte[NodeId.BYTES];
        int bits = 0;
        int held = 0;
        int at = 0;
        for (int i = 0; i < CHARS; i++) {
            int digit = ALPHABET.indexOf(text.charAt(i));
            if (digit < 0) {
                throw new IllegalArgumentException("character " + (i + 1) + " does not belong in z-base-32");
            }
            bits = bits << 5 | digit;
            held += 5;
            if (held >= 8) {
                held -= 8;
                key[at++] = (byte) (bits >> held);
                bits &= (1 << held) - 1;
            }
        }
        if (bits != 0) {
            throw new IllegalArgumentException("the last character of the node id is wrong");
        }
        return NodeId.of(key);
    }
}
