package dev.usbshare.server.policy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * A PIN as it is kept: Argon2id (RFC 9106), in the usual text form. Making and comparing one takes {@value #MEMORY_KIB} KiB and, on
 * a Raspberry Pi, some hundred milliseconds: never on an event loop.
 *
 * <p>The memory is the least that OWASP's password storage advice names. What keeps a short PIN from being guessed is the lock-out;
 * the hash is for whoever gets the database.
 *
 * @param text {@code $argon2id$v=19$m=..,t=..,p=1$salt$hash}, both in base64 without padding
 */
public record PinHash(String text) {

    static final int MEMORY_KIB = 9 * 1024;
    static final int PASSES = 4;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;

    /** Nothing is computed for a database that asks for more: it is not one that we wrote. */
    private static final int MAX_MEMORY_KIB = 64 * 1024;

    private static final int MAX_PASSES = 16;

    private static final Pattern FORM = Pattern.compile(
            "\\$argon2id\\$v=19\\$m=(\\d{1,6}),t=(\\d{1,2}),p=1\\$([A-Za-z0-9+/]{22})\\$([A-Za-z0-9+/]{43})");

    public PinHash {
        Matcher form = FORM.matcher(text);
        if (!form.matches()
                || number(form, 1) < 8
                || number(form, 1) > MAX_MEMORY_KIB
                || number(form, 2) < 1
                || number(form, 2) > MAX_PASSES) {
            throw new IllegalArgumentException("no PIN hash of ours");
        }
    }

    static PinHash of(String pin, SecureRandom random) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        byte[] hash = derive(pin, salt, MEMORY_KIB, PASSES);
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return new PinHash("$argon2id$v=19$m=" + MEMORY_KIB + ",t=" + PASSES + ",p=1$" + base64.encodeToString(salt)
                + "$" + base64.encodeToString(hash));
    }

    boolean matches(String pin) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalStateException("checked when it was made");
        }
        Base64.Decoder base64 = Base64.getDecoder();
        byte[] hash = derive(pin, base64.decode(form.group(3)), number(form, 1), number(form, 2));
        return MessageDigest.isEqual(hash, base64.decode(form.group(4)));
    }

    private static int number(Matcher form, int group) {
        return Integer.parseInt(form.group(group));
    }

    private static byte[] derive(String pin, byte[] salt, int memoryKib, int passes) {
        var parameters = new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(memoryKib)
                .withIterations(passes)
                .withParallelism(1)
                .withSalt(salt)
                .build();
        var generator = new Argon2BytesGenerator();
        generator.init(parameters);
        byte[] hash = new byte[HASH_BYTES];
        generator.generateBytes(pin.getBytes(StandardCharsets.UTF_8), hash);
        return hash;
    }

    @Override
    public String toString() {
        return "PinHash[hidden]";
    }
}
