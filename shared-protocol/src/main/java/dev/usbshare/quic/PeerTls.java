package dev.usbshare.quic;

import dev.usbshare.identity.NodeCertificate;
import dev.usbshare.identity.NodeKey;
import dev.usbshare.identity.PeerIdentity;
import io.netty.handler.codec.quic.BoringSSLContextOption;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.ssl.ClientAuth;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * TLS 1.3 with an Ed25519 key on both sides. No resumption: the contexts keep no sessions for reuse and take no early
 * data, so that every connection proves both keys anew.
 */
final class PeerTls {

    private static final String KEY_TYPE = "EdDSA";

    final PeerTrust trust = new PeerTrust();
    final QuicSslContext dialling;
    final QuicSslContext accepting;

    PeerTls(NodeKey key, String protocol) {
        X509Certificate certificate = NodeCertificate.selfSigned(key);
        dialling = configure(
                QuicSslContextBuilder.forClient()
                        .keyManager(key.privateKey(), null, certificate)
                        .endpointIdentificationAlgorithm(""),
                protocol);
        accepting = configure(
                QuicSslContextBuilder.forServer(key.privateKey(), null, certificate)
                        .clientAuth(ClientAuth.REQUIRE),
                protocol);
    }

    /** BoringSSL offers and picks Ed25519 only where it is told to. */
    private QuicSslContext configure(QuicSslContextBuilder builder, String protocol) {
        return builder.option(BoringSSLContextOption.SIGNATURE_ALGORITHMS, new String[] {"ed25519"})
                .option(BoringSSLContextOption.SERVER_KEY_TYPES, new HashMap<>(Map.of("ECDHE_ECDSA", KEY_TYPE)))
                .option(BoringSSLContextOption.CLIENT_KEY_TYPES, Set.of(KEY_TYPE))
                .trustManager(trust)
                .earlyData(false)
                .applicationProtocols(protocol)
                .build();
    }

    /** Whose key the peer of a finished handshake holds. */
    static PeerIdentity peerOf(SSLEngine engine) throws CertificateException {
        try {
            var chain = engine.getSession().getPeerCertificates();
            return NodeCertificate.identityOf(Arrays.copyOf(chain, chain.length, X509Certificate[].class));
        } catch (SSLPeerUnverifiedException e) {
            throw new CertificateException("the peer presented no certificate", e);
        }
    }
}
