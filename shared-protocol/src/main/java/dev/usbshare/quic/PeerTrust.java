package dev.usbshare.quic;

import dev.usbshare.identity.NodeCertificate;
import dev.usbshare.identity.NodeId;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.IdentityHashMap;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Checks the certificate a peer presents. Whoever dials expects one node and takes no other; whoever is dialled takes
 * any node, since TLS proves that the peer holds its key, and leaves the decision to its {@link PeerAcceptor}.
 *
 * <p><b>Confinement</b>: the transport's event loop.
 */
final class PeerTrust extends X509ExtendedTrustManager {

    private final IdentityHashMap<SSLEngine, Dialling> diallings = new IdentityHashMap<>();

    /** Must be undone with {@link #forget}. */
    void expect(SSLEngine engine, Dialling dialling) {
        diallings.put(engine, dialling);
    }

    void forget(SSLEngine engine) {
        diallings.remove(engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        Dialling dialling = diallings.get(engine);
        if (dialling == null) {
            throw new CertificateException("no node is expected here");
        }
        NodeId presented = NodeCertificate.nodeIdOf(chain);
        dialling.presented = presented;
        if (!presented.equals(dialling.expected)) {
            throw new CertificateException("another node answered");
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        NodeCertificate.nodeIdOf(chain);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw withoutEngine();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw withoutEngine();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw withoutEngine();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw withoutEngine();
    }

    private static CertificateException withoutEngine() {
        return new CertificateException("a peer is checked with its TLS engine only");
    }
}
