package dev.usbshare.service.remote;

import dev.usbshare.service.ExitCode;
import dev.usbshare.service.StartFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/**
 * The token that opens remote management, in a file: its hash, as {@link #renew} writes it, or the token itself where something else made it.
 * Read anew for each request, so that another one counts at once.
 *
 * <p>A token of ours has 256 random bits: nobody finds it by trying, and its hash needs no salt.
 */
record RemoteToken(Path file) {

    private static final String HASHED = "sha256:";
    private static final String PREFIX = "usbshare-";
    private static final int RANDOM_BYTES = 32;

    /** Of a token that something else made: one that nobody tries out. */
    private static final int LEAST_CHARS = 32;

    private static final int MAX_BYTES = 4_096;

    /** @throws StartFailure if there is none, or none that is fit for it */
    void require() {
        try {
            if (!Files.isRegularFile(file)) {
                throw new StartFailure(
                        ExitCode.CONFIGURATION,
                        RemoteProperties.PREFIX + "port is set, but there is no token in " + file
                                + ": make one with --remote-token, or leave the port out");
            }
            PrivateFiles.check(file, "the token");
            hash();
        } catch (IOException | IllegalArgumentException e) {
            throw new StartFailure(
                    ExitCode.CONFIGURATION, "the token in " + file + " cannot be used: " + e.getMessage(), e);
        }
    }

    /** Whether this is it. Takes the same time for every wrong one. */
    boolean matches(String given) throws IOException {
        return MessageDigest.isEqual(hash(), sha256(given));
    }

    private byte[] hash() throws IOException {
        if (Files.size(file) > MAX_BYTES) {
            throw new IllegalArgumentException("it has more than " + MAX_BYTES + " bytes");
        }
        String text = Files.readString(file, StandardCharsets.US_ASCII).strip();
        if (text.startsWith(HASHED)) {
            byte[] hash = HexFormat.of().parseHex(text.substring(HASHED.length()));
            if (hash.length != RANDOM_BYTES) {
                throw new IllegalArgumentException("the hash is cut");
            }
            return hash;
        }
        if (text.length() < LEAST_CHARS || text.chars().anyMatch(c -> c <= ' ')) {
            throw new IllegalArgumentException(
                    "a token has " + LEAST_CHARS + " characters at least, and no blanks; make one with --remote-token");
        }
        return sha256(text);
    }

    /** Makes another one, in place of the one before: its text, which is kept nowhere. */
    String renew(SecureRandom random) throws IOException {
        byte[] bits = new byte[RANDOM_BYTES];
        random.nextBytes(bits);
        String token = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
        PrivateFiles.write(file, HASHED + HexFormat.of().formatHex(sha256(token)) + "\n");
        return token;
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
