package dev.usbshare.quic;

import dev.usbshare.identity.NodeCertificate;
import dev.usbshare.identity.PeerIdentity;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.IdentityHashMap;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Checks the certificate a peer presents. Whoever dials expects one node and takes no other, be it by the key that it had then or
 * by one that this key was signed over to; whoever is dialled takes any node, since TLS proves that the peer holds its key, and
 * leaves the decision to its {@link PeerAcceptor}.
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
        PeerIdentity presented = NodeCertificate.identityOf(chain);
        if (!presented.continues(dialling.expected)) {
            dialling.presented = presented.id();
            throw new CertificateException("another node answered");
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        NodeCertificate.identityOf(chain);
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
