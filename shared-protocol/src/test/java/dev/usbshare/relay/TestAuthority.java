package dev.usbshare.relay;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority of a test. */
final class TestAuthority {

    private static final X500Name NAME = new X500Name("CN=Test authority");

    private final KeyPair keys = newKeys();
    private final X509Certificate certificate =
            sign(NAME, keys, new Extension[] {extension(Extension.basicConstraints, new BasicConstraints(true))});

    /** Names it as {@code relay-trust} does. */
    Path writeTo(Path file) throws IOException {
        try {
            String body = Base64.getMimeEncoder().encodeToString(certificate.getEncoded());
            return Files.writeString(file, "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n");
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** TLS of a server of that name, {@code dns:NAME} or {@code ip:ADDRESS}. */
    SslContext serverNamed(String name) throws IOException {
        KeyPair own = newKeys();
        var general = name.startsWith("ip:")
                ? new GeneralName(GeneralName.iPAddress, name.substring(3))
                : new GeneralName(GeneralName.dNSName, name.substring(4));
        X509Certificate leaf = sign(new X500Name("CN=Test relay"), own, new Extension[] {
            extension(Extension.subjectAlternativeName, new GeneralNames(general))
        });
        return SslContextBuilder.forServer(own.getPrivate(), leaf, certificate).build();
    }

    private X509Certificate sign(X500Name subject, KeyPair owner, Extension[] extensions) {
        try {
            Instant now = Instant.now();
            var builder = new JcaX509v3CertificateBuilder(
                    NAME,
                    BigInteger.valueOf(now.toEpochMilli()),
                    Date.from(now.minus(Duration.ofDays(1))),
                    Date.from(now.plus(Duration.ofDays(1))),
                    subject,
                    owner.getPublic());
            for (Extension extension : extensions) {
                builder.addExtension(extension);
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Extension extension(ASN1ObjectIdentifier id, ASN1Encodable value) {
        try {
            return new Extension(id, true, value.toASN1Primitive().getEncoded());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
