package dev.usbshare.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** What a hostile or broken sender makes of good bytes, from a seed. */
public final class Mutations {

    public static byte[] flipped(byte[] bytes, int bit) {
        byte[] copy = bytes.clone();
        copy[bit / 8] ^= (byte) (1 << (bit % 8));
        return copy;
    }

    public static byte[] random(RandomGenerator random, int maxBytes) {
        byte[] bytes = new byte[random.nextInt(maxBytes + 1)];
        random.nextBytes(bytes);
        return bytes;
    }

    /** The bytes with a few of them overwritten, preferably by values at the edges of a type. */
    public static byte[] damaged(RandomGenerator random, byte[] bytes) {
        byte[] copy = bytes.clone();
        for (int n = random.nextInt(1, 5); n > 0; n--) {
            int edge = random.nextInt(6);
            copy[random.nextInt(copy.length)] = switch (edge) {
                case 0 -> 0;
                case 1 -> 1;
                case 2 -> 0x7f;
                case 3 -> (byte) 0x80;
                case 4 -> (byte) 0xff;
                default -> (byte) random.nextInt();
            };
        }
        return copy;
    }

    /** The bytes cut into pieces at random places. */
    public static List<byte[]> pieces(RandomGenerator random, byte[] bytes) {
        var pieces = new ArrayList<byte[]>();
        for (int at = 0; at < bytes.length; ) {
            int end = Math.min(bytes.length, at + random.nextInt(1, 40));
            byte[] piece = new byte[end - at];
            System.arraycopy(bytes, at, piece, 0, piece.length);
            pieces.add(piece);
            at = end;
        }
        return pieces;
    }

    private Mutations() {}
}
