package dev.usbshare.identity;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Arrays;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;

/**
 * A node's secret: its Ed25519 private key (RFC 8032) with the node id that belongs to it, and the statements by which earlier
 * keys of this node were replaced. Immutable.
 */
public final class NodeKey {

    static final String ALGORITHM = "Ed25519";

    private final PrivateKey privateKey;
    private final NodeId id;
    private final IdentityHistory history;

    private NodeKey(PrivateKey privateKey, NodeId id, IdentityHistory history) {
        this.privateKey = privateKey;
        this.id = id;
        this.history = history;
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
            return new NodeKey(key, NodeId.of(publicKey.getEncoded()), IdentityHistory.NONE);
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

    /** How this key came to be the node's; goes into its certificate. */
    public IdentityHistory history() {
        return history;
    }

    /** This key with as much of a history as ends with it. */
    NodeKey withHistory(IdentityHistory whole) {
        return new NodeKey(privateKey, id, whole.endingWith(id));
    }

    /**
     * A new key for the same node, which those who know it by this one will follow.
     *
     * @param now for people; not before the last rotation, whatever the clock says
     */
    public NodeKey successor(Instant now) {
        NodeKey fresh = generate();
        Instant last = history.isEmpty()
                ? Instant.EPOCH
                : history.statements().getLast().at();
        Instant at = now.isBefore(last) ? last : now;
        return fresh.withHistory(history.and(RotationStatement.sign(this, fresh, at)));
    }

    /** Signs with Ed25519 (RFC 8032): {@value RotationStatement#SIGNATURE_BYTES} bytes. */
    public byte[] sign(byte[] message) {
        try {
            Signature signer = Signature.getInstance(ALGORITHM);
            signer.initSign(privateKey);
            signer.update(message);
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("sign with the key of " + id.toShortString(), e);
        }
    }

    @Override
    public String toString() {
        return "NodeKey[" + id.toShortString() + ", secret]";
    }
}
