package dev.usbshare.server.relay;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Certificates in files, as a certificate authority's client leaves them. */
final class TestCertificate {

    private static final Instant BEGIN = Instant.parse("2020-01-01T00:00:00Z");

    private TestCertificate() {}

    /**
     * Writes one and its key.
     *
     * @param written what the files say of when they were
     */
    static X509Certificate write(TlsFiles files, Instant expires, Instant written)
            throws IOException, GeneralSecurityException, OperatorCreationException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        KeyPair pair = generator.generateKeyPair();
        var name = new X500Name("CN=relay.test");
        var builder = new JcaX509v3CertificateBuilder(
                name,
                BigInteger.valueOf(expires.getEpochSecond()),
                Date.from(BEGIN),
                Date.from(expires),
                name,
                pair.getPublic());
        var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate());
        X509Certificate certificate = new JcaX509CertificateConverter().getCertificate(builder.build(signer));
        pem(files.certificate(), "CERTIFICATE", certificate.getEncoded(), written);
        pem(files.key(), "PRIVATE KEY", pair.getPrivate().getEncoded(), written);
        return certificate;
    }

    private static void pem(Path file, String what, byte[] bytes, Instant written) throws IOException {
        String text = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(bytes);
        Files.writeString(file, "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n");
        Files.setLastModifiedTime(file, FileTime.from(written));
    }
}
