package dev.usbshare.identity;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * The certificate that carries a node id through TLS: self-signed, Ed25519 (RFC 8410), CN = the node id. A node that has changed
 * its key says so in an extension of it.
 *
 * <p>Only its key and that extension mean anything. Names and dates are not checked: who may connect is decided by node id, and a small
 * computer without a battery-backed clock must be able to connect on the day it believes to be in 1970.
 */
public final class NodeCertificate {

    /** A certificate of ours has some 300 bytes, and 200 more for each rotation. */
    private static final int MAX_BYTES = 4096;

    /** {@link IdentityHistory}, in the arc for UUIDs (ITU-T X.667), where nobody has to be asked for a number. */
    static final ASN1ObjectIdentifier HISTORY =
            new ASN1ObjectIdentifier("2.25.124273446647355232669414069548475352704");

    private static final Date NOT_BEFORE = Date.from(Instant.parse("2000-01-01T00:00:00Z"));

    /** "No well-defined expiration date" (RFC 5280 §4.1.2.5). */
    private static final Date NOT_AFTER = Date.from(Instant.parse("9999-12-31T23:59:59Z"));

    private NodeCertificate() {}

    public static X509Certificate selfSigned(NodeKey key) {
        var name = new X500Name("CN=" + key.id());
        var publicKey = new SubjectPublicKeyInfo(
                new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed25519),
                key.id().toBytes());
        var certificate = new X509v3CertificateBuilder(name, BigInteger.ONE, NOT_BEFORE, NOT_AFTER, name, publicKey);
        try {
            if (!key.history().isEmpty()) {
                certificate.addExtension(HISTORY, false, key.history().encode());
            }
            var signer = new JcaContentSignerBuilder("Ed25519").build(key.privateKey());
            return new JcaX509CertificateConverter().getCertificate(certificate.build(signer));
        } catch (OperatorCreationException | CertificateException | IOException e) {
            throw new IllegalStateException(
                    "sign the certificate of " + key.id().toShortString(), e);
        }
    }

    /**
     * Who a peer's chain stands for.
     *
     * @throws CertificateException unless the chain is one self-signed Ed25519 certificate whose signature is right, without a
     *     history or with one that is sound
     */
    public static PeerIdentity identityOf(X509Certificate... chain) throws CertificateException {
        if (chain.length != 1) {
            throw new CertificateException("a node presents one certificate, not " + chain.length);
        }
        try {
            NodeId id = checkedIdOf(chain[0]);
            return new PeerIdentity(id, historyOf(chain[0], id));
        } catch (RuntimeException e) {
            // Java's parser answers some malformed Ed25519 keys with an unchecked exception.
            throw new CertificateException("malformed certificate", e);
        }
    }

    private static IdentityHistory historyOf(X509Certificate certificate, NodeId id) throws CertificateException {
        byte[] extension = certificate.getExtensionValue(HISTORY.getId());
        if (extension == null) {
            return IdentityHistory.NONE;
        }
        IdentityHistory history =
                IdentityHistory.decode(ASN1OctetString.getInstance(extension).getOctets());
        if (!history.isOf(id)) {
            throw new CertificateException("a history that ends with another key");
        }
        return history;
    }

    private static NodeId checkedIdOf(X509Certificate certificate) throws CertificateException {
        if (certificate.getEncoded().length > MAX_BYTES) {
            throw new CertificateException("certificate of " + certificate.getEncoded().length + " bytes");
        }
        PublicKey key = certificate.getPublicKey();
        NodeId id = idOf(key);
        try {
            certificate.verify(key);
        } catch (GeneralSecurityException e) {
            throw new CertificateException("certificate is not signed with its own key", e);
        }
        return id;
    }

    private static NodeId idOf(PublicKey key) throws CertificateException {
        byte[] info = key.getEncoded();
        int prefix = NodeId.ED25519_PREFIX.length;
        if (info == null
                || info.length != prefix + NodeId.BYTES
                || !Arrays.equals(info, 0, prefix, NodeId.ED25519_PREFIX, 0, prefix)) {
            throw new CertificateException("a node's key is Ed25519, not " + key.getAlgorithm());
        }
        return NodeId.of(Arrays.copyOfRange(info, prefix, info.length));
    }
}
