package dev.usbshare.identity;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;

/** A node's secret: its Ed25519 private key (RFC 8032) with the node id that belongs to it. Immutable. */
public final class NodeKey {

    private static final String ALGORITHM = "Ed25519";

    private final PrivateKey privateKey;
    private final NodeId id;

    private NodeKey(PrivateKey privateKey, NodeId id) {
        this.privateKey = privateKey;
        this.id = id;
    }

    public static NodeKey generate() {
        try {
            return of(KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair().getPrivate());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java since 15 has Ed25519", e);
        }
    }

    /**
     * Reads a PKCS#8 private key (RFC 8410 §7).
     *
     * @throws GeneralSecurityException if the bytes are no Ed25519 key
     */
    static NodeKey ofPkcs8(byte[] encoded) throws GeneralSecurityException {
        return of(KeyFactory.getInstance(ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(encoded)));
    }

    private static NodeKey of(PrivateKey key) {
        byte[] seed = ((EdECPrivateKey) key).getBytes().orElseThrow();
        try {
            var publicKey = new Ed25519PrivateKeyParameters(seed, 0).generatePublicKey();
            return new NodeKey(key, NodeId.of(publicKey.getEncoded()));
        } finally {
            Arrays.fill(seed, (byte) 0);
        }
    }

    public NodeId id() {
        return id;
    }

    public PrivateKey privateKey() {
        return privateKey;
    }

    @Override
    public String toString() {
        return "NodeKey[" + id.toShortString() + ", secret]";
    }
}
