package dev.usbshare.lookup;

import dev.usbshare.identity.NodeId;
import java.net.URI;
import java.net.URISyntaxException;

/**
 * Who keeps the signed addresses of nodes: {@code https://HOST[:PORT][/PATH]}, below which each node has a place of its own.
 *
 * @param text without a slash at its end
 */
public record PkarrServer(String text) {

    private static final int MAX_CHARS = 200;

    /** @throws IllegalArgumentException saying what is wrong with it */
    public PkarrServer {
        text = text.strip().replaceAll("/+$", "");
        if (!isUrl(text)) {
            throw new IllegalArgumentException("is no URL of a lookup server, such as https://HOST/pkarr");
        }
    }

    private static boolean isUrl(String text) {
        try {
            URI uri = new URI(text);
            return text.length() <= MAX_CHARS
                    && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getPort() <= 65_535
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** Where a node's packet is put, and got. */
    public URI placeOf(NodeId node) {
        return URI.create(text + "/" + Z32.of(node));
    }

    @Override
    public String toString() {
        return text;
    }
}
