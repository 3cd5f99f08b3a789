package dev.usbshare.relay;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * Which relay: {@code https://host[:port]/}, or {@code http} where no TLS is wanted. In one form, so that equal ones are equal: lower
 * case, no default port, no path. A host name may end in a dot.
 *
 * @param text at most {@value #MAX_CHARS} characters of ASCII
 */
public record RelayUrl(String text) {

    public static final int MAX_CHARS = 200;

    private static final int HTTPS_PORT = 443;
    private static final int HTTP_PORT = 80;

    /** @throws IllegalArgumentException saying what is wrong with it */
    public RelayUrl {
        text = canonical(text);
    }

    private static String canonical(String text) {
        if (text.length() > MAX_CHARS || !text.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException("a relay's URL has at most " + MAX_CHARS + " plain characters");
        }
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw malformed(text);
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        String path = uri.getRawPath();
        if (!(scheme.equals("https") || scheme.equals("http"))
                || uri.getHost() == null
                || uri.getHost().isEmpty()
                || uri.getPort() == 0
                || uri.getPort() > 65_535
                || uri.getRawUserInfo() != null
                || uri.getRawQuery() != null
                || uri.getRawFragment() != null
                || !(path == null || path.isEmpty() || path.equals("/"))) {
            throw malformed(text);
        }
        int port = uri.getPort() == defaultPort(scheme) ? -1 : uri.getPort();
        return scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + (port < 0 ? "" : ":" + port) + "/";
    }

    private static IllegalArgumentException malformed(String text) {
        return new IllegalArgumentException("'" + text + "' is no relay's URL: expected https://HOST[:PORT]");
    }

    private static int defaultPort(String scheme) {
        return scheme.equals("https") ? HTTPS_PORT : HTTP_PORT;
    }

    public boolean isSecure() {
        return text.startsWith("https:");
    }

    /** To be resolved and named in TLS: without brackets, and without the dot at its end. */
    public String host() {
        String host = URI.create(text).getHost();
        if (host.startsWith("[")) {
            return host.substring(1, host.length() - 1);
        }
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }

    public int port() {
        URI uri = URI.create(text);
        return uri.getPort() < 0 ? defaultPort(uri.getScheme()) : uri.getPort();
    }

    @Override
    public String toString() {
        return text;
    }
}
