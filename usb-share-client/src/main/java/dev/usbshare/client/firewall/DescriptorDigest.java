package dev.usbshare.client.firewall;

import dev.usbshare.usb.DescriptorSet;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * One number for all that decides which drivers a device gets: its device descriptor, every configuration and the BOS
 * descriptor. Strings and the active configuration may change and are left out.
 */
final class DescriptorDigest {

    static String of(DescriptorSet descriptors) {
        MessageDigest sha = sha256();
        add(sha, descriptors.device());
        descriptors.configurations().forEach(c -> add(sha, c));
        add(sha, descriptors.bos());
        return HexFormat.of().formatHex(sha.digest());
    }

    /** Each part with its length in front, so that bytes cannot wander from one into the next. */
    private static void add(MessageDigest sha, byte[] part) {
        sha.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, part.length));
        sha.update(part);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    private DescriptorDigest() {}
}
