package dev.usbshare.service.remote;

import dev.usbshare.service.ExitCode;
import dev.usbshare.service.StartFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.springframework.boot.ssl.pem.PemContent;

/**
 * What remote management proves itself with.
 *
 * @param chain the service's own certificate first
 */
record RemoteCertificate(PrivateKey key, List<X509Certificate> chain) {

    static final String ALIAS = "remote";

    RemoteCertificate {
        chain = List.copyOf(chain);
    }

    /** @throws StartFailure naming the file and what is wrong with it */
    static RemoteCertificate load(Path certificate, Path privateKey) {
        requireFile(certificate, "certificate");
        requireFile(privateKey, "private-key");
        try {
            PrivateFiles.check(privateKey, "the private key");
            List<X509Certificate> chain = PemContent.load(certificate).getCertificates();
            PrivateKey key = PemContent.load(privateKey).getPrivateKey();
            if (chain == null || chain.isEmpty()) {
                throw wrong("certificate", certificate, "it holds no certificate");
            }
            if (key == null) {
                throw wrong("private-key", privateKey, "it holds no key");
            }
            if (!belongs(key, chain.getFirst())) {
                throw wrong("private-key", privateKey, "it is not the key of the certificate in " + certificate);
            }
            return new RemoteCertificate(key, chain);
        } catch (IOException | GeneralSecurityException | IllegalArgumentException | IllegalStateException e) {
            throw new StartFailure(
                    ExitCode.CONFIGURATION,
                    RemoteProperties.PREFIX + "certificate = " + certificate + " and private-key = " + privateKey
                            + " cannot be used: "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
                    e);
        }
    }

    private static void requireFile(Path file, String setting) {
        if (!Files.isRegularFile(file)) {
            throw wrong(setting, file, "there is no such file");
        }
        if (!Files.isReadable(file)) {
            throw new StartFailure(
                    ExitCode.NO_PERMISSION,
                    RemoteProperties.PREFIX + setting + " = " + file + ": cannot be read by "
                            + System.getProperty("user.name"));
        }
    }

    private static StartFailure wrong(String setting, Path file, String why) {
        return new StartFailure(
                ExitCode.CONFIGURATION, "setting " + RemoteProperties.PREFIX + setting + " = " + file + ": " + why);
    }

    private static boolean belongs(PrivateKey key, X509Certificate certificate) throws GeneralSecurityException {
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
        };
        if (!certificate.getPublicKey().getAlgorithm().equals(key.getAlgorithm())) {
            return false;
        }
        byte[] words = {1, 2, 3};
        Signature signing = Signature.getInstance(algorithm);
        signing.initSign(key);
        signing.update(words);
        byte[] signature = signing.sign();
        Signature checking = Signature.getInstance(algorithm);
        checking.initVerify(certificate.getPublicKey());
        checking.update(words);
        return checking.verify(signature);
    }

    boolean isExpired(Instant now) {
        return chain.getFirst().getNotAfter().toInstant().isBefore(now);
    }

    /** SHA-256, in hex. */
    String fingerprint() {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(chain.getFirst().getEncoded());
            return HexFormat.ofDelimiter(":").formatHex(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** In memory, without a password. */
    KeyStore keyStore() {
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry(ALIAS, key, new char[0], chain.toArray(X509Certificate[]::new));
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
