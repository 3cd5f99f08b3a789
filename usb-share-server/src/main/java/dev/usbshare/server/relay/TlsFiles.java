package dev.usbshare.server.relay;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/**
 * A certificate and its key in files, which somebody renews.
 *
 * @param certificate PEM, with the chain
 * @param key PEM, PKCS #8 or as OpenSSL writes it
 */
public record TlsFiles(Path certificate, Path key) {

    /**
     * What the files hold.
     *
     * @param expires when the first certificate does
     */
    record Loaded(SslContext context, Instant expires, List<FileTime> written) {}

    /** @throws TlsFilesException naming the file */
    Loaded load() throws TlsFilesException {
        List<FileTime> written = written();
        try (InputStream in = Files.newInputStream(certificate)) {
            Collection<? extends java.security.cert.Certificate> chain =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (chain.isEmpty() || !(chain.iterator().next() instanceof X509Certificate first)) {
                throw new TlsFilesException(certificate + " holds no certificate", null);
            }
            SslContext context = SslContextBuilder.forServer(certificate.toFile(), key.toFile())
                    .sslProvider(SslProvider.JDK)
                    .protocols("TLSv1.3", "TLSv1.2")
                    .build();
            return new Loaded(context, first.getNotAfter().toInstant(), written);
        } catch (IOException | IllegalArgumentException | CertificateException e) {
            throw new TlsFilesException(
                    "the certificate in " + certificate + " and the key in " + key + " cannot be used: " + reason(e),
                    e);
        }
    }

    /** Exceptions of TLS libraries wrap each other. */
    private static String reason(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage() == null ? cause : cause.getMessage());
    }

    /** When each was written last. */
    List<FileTime> written() throws TlsFilesException {
        return List.of(written(certificate), written(key));
    }

    private static FileTime written(Path file) throws TlsFilesException {
        try {
            if (!Files.isReadable(file)) {
                throw new TlsFilesException(file + " is not there, or not for this user to read", null);
            }
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            throw new TlsFilesException(file + " cannot be read: " + reason(e), e);
        }
    }
}
