package dev.usbshare.relay;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A proxy that connects to relays on behalf of this machine (HTTP CONNECT, RFC 9110 §9.3.6).
 *
 * @param user null if the proxy asks nobody who they are
 * @param password as {@code user}; never shown
 */
record HttpProxy(
        String host,
        int port,
        @Nullable String user,
        @Nullable String password) {

    private static final int DEFAULT_PORT = 80;
    private static final int MAX_PORT = 65_535;

    /** Reads {@code [http://][USER[:PASSWORD]@]HOST[:PORT]}; empty if the text is none of these, or the proxy is of another kind. */
    static Optional<HttpProxy> parse(String text) {
        URI uri;
        try {
            uri = new URI(text.contains("://") ? text.strip() : "http://" + text.strip());
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
        String host = uri.getHost();
        if (!"http".equalsIgnoreCase(uri.getScheme())
                || host == null
                || uri.getPort() == 0
                || uri.getPort() > MAX_PORT) {
            return Optional.empty();
        }
        int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        String who = uri.getRawUserInfo();
        if (who == null) {
            return Optional.of(new HttpProxy(bare, port, null, null));
        }
        int colon = who.indexOf(':');
        String user = colon < 0 ? who : who.substring(0, colon);
        String password = colon < 0 ? "" : who.substring(colon + 1);
        return Optional.of(new HttpProxy(bare, port, decoded(user), decoded(password)));
    }

    private static String decoded(String part) {
        return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return host + " port " + port;
    }
}
