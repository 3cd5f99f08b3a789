package dev.usbshare.relay;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Whose certificates relays may show: those this machine's Java trusts, and those of a file besides. Immutable. */
public final class RelayTrust {

    private static final int MAX_FILE_BYTES = 1 << 20;

    private final SslContext tls;

    private RelayTrust(SslContext tls) {
        this.tls = tls;
    }

    /**
     * @param authorities a file of certificates in PEM form to trust besides; null for none
     * @throws IOException naming the file, and what is wrong with it
     */
    public static RelayTrust of(@Nullable Path authorities) throws IOException {
        try {
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(authorities == null ? (KeyStore) null : with(certificatesOf(authorities)));
            return new RelayTrust(SslContextBuilder.forClient()
                    .sslProvider(SslProvider.JDK)
                    .trustManager(trust)
                    .applicationProtocolConfig(ApplicationProtocolConfig.DISABLED)
                    .endpointIdentificationAlgorithm("HTTPS")
                    .build());
        } catch (GeneralSecurityException e) {
            throw new IOException(
                    "the certificates that this machine's Java trusts cannot be read: " + e.getMessage(), e);
        }
    }

    SslContext tls() {
        return tls;
    }

    /** The same for the HTTP client of the JDK, which checks the host's name itself. */
    public SSLContext forHttp() {
        return ((JdkSslContext) tls).context();
    }

    private static Collection<? extends Certificate> certificatesOf(Path file) throws IOException {
        try {
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw new IOException(
                        file + ": is larger than " + MAX_FILE_BYTES + " bytes; name a file of certificates");
            }
            try (InputStream in = Files.newInputStream(file)) {
                Collection<? extends Certificate> certificates =
                        CertificateFactory.getInstance("X.509").generateCertificates(in);
                if (certificates.isEmpty()) {
                    throw new IOException(file + ": holds no certificate; expected PEM, BEGIN CERTIFICATE");
                }
                return certificates;
            }
        } catch (CertificateException e) {
            throw new IOException(file + ": cannot be read as certificates; expected PEM, BEGIN CERTIFICATE", e);
        } catch (NoSuchFileException e) {
            throw new IOException(file + ": there is no such file; name a file of certificates", e);
        }
    }

    private static KeyStore with(Collection<? extends Certificate> more) throws GeneralSecurityException, IOException {
        KeyStore all = KeyStore.getInstance(KeyStore.getDefaultType());
        all.load(null, null);
        int n = 0;
        TrustManagerFactory usual = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        usual.init((KeyStore) null);
        for (TrustManager manager : usual.getTrustManagers()) {
            if (manager instanceof X509TrustManager x509) {
                for (Certificate certificate : x509.getAcceptedIssuers()) {
                    all.setCertificateEntry("usual-" + n++, certificate);
                }
            }
        }
        for (Certificate certificate : more) {
            all.setCertificateEntry("own-" + n++, certificate);
        }
        return all;
    }
}
