package dev.usbshare.identity;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;

/**
 * A ticket's one-time secret: 128 random bits that a server's person hands to a client's. Never printed. Immutable.
 */
public final class PairingSecret {

    public static final int BYTES = 16;

    private final byte[] bytes;

    private PairingSecret(byte[] bytes) {
        this.bytes = bytes;
    }

    public static PairingSecret random(SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return new PairingSecret(bytes);
    }

    /** @throws IllegalArgumentException if it is not {@link #BYTES} long */
    public static PairingSecret of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("a pairing secret of " + bytes.length + " bytes");
        }
        return new PairingSecret(bytes.clone());
    }

    /** A copy, to be sent or shown in a ticket and nowhere else. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    /** What a server stores instead of the secret: its SHA-256. With 128 random bits it needs neither salt nor stretching. */
    public byte[] digest() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PairingSecret that && MessageDigest.isEqual(bytes, that.bytes);
    }

    /** Of the first bytes only: enough to spread, too little to tell. */
    @Override
    public int hashCode() {
        return bytes[0] & 0xff;
    }

    @Override
    public String toString() {
        return "PairingSecret[...]";
    }
}
