package dev.usbshare.path;

/** Which of a sender's growing numbers have been seen, as in IPsec (RFC 4303 §3.4.3): each is new once, and old ones never. */
final class ReplayWindow {

    private static final int SIZE = Long.SIZE;

    private long highest;
    private long seen;

    /** Takes a number; false if it was taken before, or is too far behind the highest, or is not positive. */
    boolean take(long number) {
        if (number <= 0) {
            return false;
        }
        if (number > highest) {
            long ahead = number - highest;
            seen = ahead >= SIZE ? 0 : seen << ahead;
            seen |= 1;
            highest = number;
            return true;
        }
        long behind = highest - number;
        if (behind >= SIZE || (seen >>> behind & 1) != 0) {
            return false;
        }
        seen |= 1L << behind;
        return true;
    }
}
