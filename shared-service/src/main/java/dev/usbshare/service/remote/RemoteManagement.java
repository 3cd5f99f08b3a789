package dev.usbshare.service.remote;

import dev.usbshare.service.ExitCode;
import dev.usbshare.service.StartFailure;
import dev.usbshare.service.StateDirectory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.apache.catalina.connector.Connector;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The door for other machines as the settings want it, checked whole before anything listens. */
public final class RemoteManagement {

    /**
     * An open one.
     *
     * @param address that it listens on
     * @param fingerprint of its certificate, SHA-256
     */
    public record Opened(Connector connector, RemoteDoor door, String address, String fingerprint) {

        /** {@code address:port}, with the port really in use. */
        public String place() {
            return (address.contains(":") ? "[" + address + "]" : address) + ":" + connector.getLocalPort();
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(RemoteManagement.class);

    private static final String ANY = "0.0.0.0";

    /** A few people and a monitoring system, each with a few connections. */
    private static final int MAX_CONNECTIONS = 64;

    private static final int MAX_THREADS = 8;
    private static final int PATIENCE_MILLIS = 10_000;

    private final @Nullable Opened opened;

    private RemoteManagement(@Nullable Opened opened) {
        this.opened = opened;
    }

    /** Empty if the settings leave it closed. */
    public Optional<Opened> opened() {
        return Optional.ofNullable(opened);
    }

    /**
     * @param program names the certificate that is made
     * @throws StartFailure if it is half configured, or something it needs is missing
     */
    public static RemoteManagement of(String program, RemoteProperties properties, StateDirectory state, Clock clock) {
        if (properties.isUntouched()) {
            return new RemoteManagement(null);
        }
        Integer port = properties.port();
        if (port == null) {
            throw new StartFailure(
                    ExitCode.CONFIGURATION,
                    "settings of " + RemoteProperties.PREFIX + "* are given, but not " + RemoteProperties.PREFIX
                            + "port: set it to open remote management, or leave all of them out");
        }
        String address = properties.address() != null ? properties.address() : ANY;
        InetAddress local = local(address);
        RemoteToken token = token(properties, state);
        token.require();
        RemoteCertificate certificate = certificate(program, properties, state, clock);
        return new RemoteManagement(new Opened(
                connector(local, port, certificate), new RemoteDoor(token, clock), address, certificate.fingerprint()));
    }

    static RemoteToken token(RemoteProperties properties, StateDirectory state) {
        Path configured = properties.tokenFile();
        return new RemoteToken(configured != null ? configured : state.resolve("remote/token"));
    }

    private static InetAddress local(String address) {
        try {
            InetAddress local = InetAddress.getByName(address);
            if (local.isAnyLocalAddress() || NetworkInterface.getByInetAddress(local) != null) {
                return local;
            }
        } catch (UnknownHostException | SocketException e) {
            // As for one of another machine.
        }
        throw new StartFailure(
                ExitCode.CONFIGURATION,
                "setting " + RemoteProperties.PREFIX + "address = '" + address
                        + "': not an address of this machine; use " + ANY + " for all");
    }

    private static RemoteCertificate certificate(
            String program, RemoteProperties properties, StateDirectory state, Clock clock) {
        Path given = properties.certificate();
        Path key = properties.privateKey();
        if ((given == null) != (key == null)) {
            throw new StartFailure(
                    ExitCode.CONFIGURATION,
                    RemoteProperties.PREFIX + (given == null ? "private-key" : "certificate") + " is set without "
                            + (given == null ? "certificate" : "private-key") + ": set both, or none for a certificate"
                            + " that is made here");
        }
        if (given != null && key != null) {
            RemoteCertificate own = RemoteCertificate.load(given, key);
            if (own.isExpired(clock.instant())) {
                LOG.atWarn().addKeyValue("certificate", given).log("The certificate of remote management has expired");
            }
            return own;
        }
        return made(program, state.resolve("remote/certificate.pem"), state.resolve("remote/key.pem"), clock);
    }

    private static RemoteCertificate made(String program, Path certificate, Path key, Clock clock) {
        try {
            if (!SelfSigned.isThere(certificate, key)) {
                SelfSigned.write(program, certificate, key, clock.instant());
            }
            RemoteCertificate kept = RemoteCertificate.load(certificate, key);
            if (!kept.isExpired(clock.instant())) {
                return kept;
            }
            SelfSigned.write(program, certificate, key, clock.instant());
            LOG.atWarn()
                    .addKeyValue("certificate", certificate)
                    .log("The certificate had expired; another one was made");
            return RemoteCertificate.load(certificate, key);
        } catch (IOException e) {
            throw new StartFailure(
                    ExitCode.NO_PERMISSION, "the certificate " + certificate + " cannot be kept (" + e + ")", e);
        }
    }

    private static Connector connector(InetAddress local, int port, RemoteCertificate certificate) {
        var connector = new Connector("org.apache.coyote.http11.Http11NioProtocol");
        connector.setPort(port);
        connector.setScheme("https");
        connector.setSecure(true);
        connector.setProperty("address", local.getHostAddress());
        connector.setProperty("SSLEnabled", "true");
        connector.setProperty("maxConnections", "" + MAX_CONNECTIONS);
        connector.setProperty("maxThreads", "" + MAX_THREADS);
        connector.setProperty("minSpareThreads", "1");
        connector.setProperty("connectionTimeout", "" + PATIENCE_MILLIS);
        var host = new SSLHostConfig();
        host.setProtocols("TLSv1.3");
        var own = new SSLHostConfigCertificate(host, SSLHostConfigCertificate.Type.UNDEFINED);
        own.setCertificateKeystore(certificate.keyStore());
        own.setCertificateKeyPassword("");
        own.setCertificateKeyAlias(RemoteCertificate.ALIAS);
        host.addCertificate(own);
        connector.addSslHostConfig(host);
        return connector;
    }
}
