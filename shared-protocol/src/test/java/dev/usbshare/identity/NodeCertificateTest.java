package dev.usbshare.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.netty.handler.ssl.util.LazyX509Certificate;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Security;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;

class NodeCertificateTest {

    private final NodeKey key = NodeKey.generate();

    @Test
    void selfSigned_readBack_givesTheNodeId() throws Exception {
        X509Certificate certificate = decode(NodeCertificate.selfSigned(key).getEncoded());

        assertThat(NodeCertificate.identityOf(certificate).id()).isEqualTo(key.id());
        assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=" + key.id());
        assertThat(certificate.getSigAlgName()).isIn("Ed25519", "EdDSA");
    }

    @Test
    void selfSigned_registersNoProvider() {
        NodeCertificate.selfSigned(key);

        assertThat(Security.getProvider("BC")).isNull();
    }

    @Test
    void identityOf_anyFlippedBit_neverGivesAnotherNode() throws Exception {
        byte[] good = NodeCertificate.selfSigned(key).getEncoded();
        int accepted = 0;
        for (int bit = 0; bit < good.length * 8; bit++) {
            byte[] bad = good.clone();
            bad[bit / 8] ^= (byte) (1 << bit % 8);
            try {
                assertThat(NodeCertificate.identityOf(new LazyX509Certificate(bad))
                                .id())
                        .as("bit %d", bit)
                        .isEqualTo(key.id());
                accepted++;
            } catch (CertificateException expected) {
                assertThat(expected).hasMessageNotContaining("\n");
            }
        }
        // Java ignores the count of unused bits before the signature: 8 bits that nothing depends on.
        assertThat(accepted).isLessThanOrEqualTo(8);
    }

    @Test
    void identityOf_chainOfTwo_isRefused() {
        X509Certificate certificate = NodeCertificate.selfSigned(key);

        assertThatExceptionOfType(CertificateException.class)
                .isThrownBy(() -> NodeCertificate.identityOf(certificate, certificate))
                .withMessageContaining("not 2");
    }

    @Test
    void identityOf_emptyChain_isRefused() {
        assertThatExceptionOfType(CertificateException.class).isThrownBy(NodeCertificate::identityOf);
    }

    @Test
    void identityOf_anotherKeyType_isRefused() throws Exception {
        KeyPair ec = KeyPairGenerator.getInstance("EC").generateKeyPair();

        assertThatExceptionOfType(CertificateException.class)
                .isThrownBy(() -> NodeCertificate.identityOf(certificate(ec, ec, "SHA256withECDSA")))
                .withMessageContaining("Ed25519");
    }

    @Test
    void identityOf_signedBySomebodyElse_isRefused() throws Exception {
        KeyPair victim = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        KeyPair thief = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();

        assertThatExceptionOfType(CertificateException.class)
                .isThrownBy(() -> NodeCertificate.identityOf(certificate(victim, thief, "Ed25519")))
                .withMessageContaining("not signed with its own key");
    }

    @Test
    void nodeKey_toString_hidesTheSecret() {
        byte[] secret = key.privateKey().getEncoded();

        assertThat(key.toString()).isEqualTo("NodeKey[" + key.id().toShortString() + ", secret]");
        assertThat(Arrays.equals(secret, NodeKey.generate().privateKey().getEncoded()))
                .isFalse();
    }

    private static X509Certificate certificate(KeyPair subject, KeyPair signer, String algorithm) throws Exception {
        var name = new X500Name("CN=test");
        var builder = new JcaX509v3CertificateBuilder(
                name,
                BigInteger.ONE,
                Date.from(Instant.EPOCH),
                Date.from(Instant.parse("2100-01-01T00:00:00Z")),
                name,
                subject.getPublic());
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder(algorithm).build(signer.getPrivate())));
    }

    private static X509Certificate decode(byte[] encoded) throws CertificateException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded));
    }
}
