package dev.usbshare.identity;

/**
 * The 32 bytes of a node id as {@value #CHARS} characters of five bits each, the most significant first, without padding. Immutable.
 *
 * @param characters 32 of them, by their values
 * @param text what is written with them, for people who mistype it
 * @param wrongEnd what to say if the bits that are left over are not zero
 */
public record KeyAlphabet(String characters, String text, String wrongEnd) {

    public static final int CHARS = 52;

    public String encode(NodeId node) {
        var encoded = new StringBuilder(CHARS);
        int bits = 0;
        int held = 0;
        for (byte b : node.toBytes()) {
            bits = bits << 8 | (b & 0xff);
            held += 8;
            while (held >= 5) {
                held -= 5;
                encoded.append(characters.charAt(bits >> held & 31));
            }
            bits &= (1 << held) - 1;
        }
        return encoded.append(characters.charAt(bits << (5 - held) & 31)).toString();
    }

    /**
     * @param encoded {@value #CHARS} characters
     * @throws IllegalArgumentException saying which is wrong
     */
    public NodeId decode(String encoded) {
        byte[] key = new byte[NodeId.BYTES];
        int bits = 0;
        int held = 0;
        int at = 0;
        for (int i = 0; i < CHARS; i++) {
            int digit = characters.indexOf(encoded.charAt(i));
            if (digit < 0) {
                throw new IllegalArgumentException("character " + (i + 1) + " does not belong in " + text);
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
            throw new IllegalArgumentException(wrongEnd);
        }
        return NodeId.of(key);
    }
}
