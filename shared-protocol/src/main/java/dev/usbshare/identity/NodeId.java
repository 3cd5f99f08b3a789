package dev.usbshare.identity;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;

/**
 * A node's address and identity: its 32-byte Ed25519 public key (RFC 8032). Immutable.
 *
 * <p>Text form: 52 lower-case base32 characters (RFC 4648, no padding); 64 hexadecimal digits are read as well.
 */
public final class NodeId implements Comparable<NodeId> {

    public static final int BYTES = 32;
    private static final KeyAlphabet ALPHABET =
            new KeyAlphabet("abcdefghijklmnopqrstuvwxyz234567", "a node id", "the node id's last character is wrong");
    private static final int TEXT_CHARS = 52;
    private static final int SHORT_CHARS = 10;
    private static final int FINGERPRINT_BYTES = 16;

    /** A SubjectPublicKeyInfo of algorithm id-Ed25519 without parameters and a bit string of 32 bytes (RFC 8410 §4). */
    static final byte[] ED25519_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private final byte[] publicKey;

    private NodeId(byte[] publicKey) {
        this.publicKey = publicKey;
    }

    /** @throws IllegalArgumentException if there are not 32 bytes */
    public static NodeId of(byte[] publicKey) {
        if (publicKey.length != BYTES) {
            throw new IllegalArgumentException("a node id has 32 bytes, not " + publicKey.length);
        }
        return new NodeId(publicKey.clone());
    }

    /** @throws IllegalArgumentException naming what is wrong with the text */
    public static NodeId parse(String text) {
        String t = text.strip().toLowerCase(Locale.ROOT);
        if (t.length() == 2 * BYTES && t.chars().allMatch(c -> Character.digit(c, 16) >= 0)) {
            return new NodeId(HexFormat.of().parseHex(t));
        }
        if (t.length() != TEXT_CHARS) {
            throw new IllegalArgumentException("a node id has 52 base32 characters, this text has " + t.length());
        }
        return ALPHABET.decode(t);
    }

    public byte[] toBytes() {
        return publicKey.clone();
    }

    /** For the verification of what this node signed. */
    PublicKey toPublicKey() throws GeneralSecurityException {
        byte[] info = Arrays.copyOf(ED25519_PREFIX, ED25519_PREFIX.length + BYTES);
        System.arraycopy(publicKey, 0, info, ED25519_PREFIX.length, BYTES);
        return KeyFactory.getInstance(NodeKey.ALGORITHM).generatePublic(new X509EncodedKeySpec(info));
    }

    /** Whether this node signed the message with Ed25519 (RFC 8032). False for what is no signature, and for an id that is no key. */
    public boolean verifies(byte[] message, byte[] signature) {
        try {
            Signature verifier = Signature.getInstance(NodeKey.ALGORITHM);
            verifier.initVerify(toPublicKey());
            verifier.update(message);
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /**
     * A digest of the id for two people who compare it aloud: eight groups of four hexadecimal digits, the first half of its
     * SHA-256.
     */
    public String fingerprint() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(publicKey);
            String hex = HexFormat.of().formatHex(digest, 0, FINGERPRINT_BYTES);
            return String.join(" ", hex.split("(?<=\\G.{4})"));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    /** The first ten characters: enough for a log line, never for a decision. */
    public String toShortString() {
        return toString().substring(0, SHORT_CHARS);
    }

    @Override
    public int compareTo(NodeId other) {
        return Arrays.compareUnsigned(publicKey, other.publicKey);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NodeId id && Arrays.equals(publicKey, id.publicKey);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(publicKey);
    }

    @Override
    public String toString() {
        return ALPHABET.encode(this);
    }
}
