package dev.usbshare.path;

import java.security.SecureRandom;

/** New secrets for probe keys. */
final class ProbeSecret {

    private static final SecureRandom RANDOM = new SecureRandom();

    static byte[] next() {
        byte[] secret = new byte[ProbeCodec.SECRET_BYTES];
        RANDOM.nextBytes(secret);
        return secret;
    }

    private ProbeSecret() {}
}
