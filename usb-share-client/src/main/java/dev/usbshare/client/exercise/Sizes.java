package dev.usbshare.client.exercise;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/** Amounts and checksums as a person reads them. */
final class Sizes {

    private static final int SHOWN_BYTES = 4;

    private Sizes() {}

    /** {@code 64 MiB}: in the largest unit that leaves at least 1, with a decimal only where it is not whole. */
    static String text(long bytes) {
        String[] units = {"bytes", "KiB", "MiB", "GiB", "TiB"};
        int unit = 0;
        double amount = bytes;
        while (amount >= 1024 && unit < units.length - 1) {
            amount /= 1024;
            unit++;
        }
        String form = amount == Math.rint(amount) ? "%.0f %s" : "%.1f %s";
        return String.format(Locale.ROOT, form, amount, units[unit]);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** The beginning of a checksum: enough to compare by eye. */
    static String hex(byte[] sum) {
        return HexFormat.of().formatHex(sum, 0, SHOWN_BYTES) + "…";
    }
}
