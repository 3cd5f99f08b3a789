package dev.usbshare.lookup;

import dev.usbshare.relay.RelayUrl;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Addresses as TXT records tell them: {@code relay=<url>} and {@code addr=<ip>:<port>}, one each (iroh-dns, {@code attrs.rs}).
 * Readers of iroh refuse a packet with any other key than these and {@code user-data}.
 */
final class AddressTexts {

    private static final String RELAY = "relay=";
    private static final String ADDRESS = "addr=";

    private AddressTexts() {}

    /** The relays first. */
    static List<String> of(NodeAddresses addresses) {
        var texts = new ArrayList<String>();
        addresses.relays().forEach(relay -> texts.add(RELAY + relay));
        addresses.direct().forEach(address -> texts.add(ADDRESS + text(address)));
        return texts;
    }

    /** What is neither, or malformed, is left out. */
    static NodeAddresses parse(Iterable<String> texts) {
        var relays = new ArrayList<RelayUrl>();
        var direct = new ArrayList<InetSocketAddress>();
        for (String text : texts) {
            if (text.startsWith(RELAY)) {
                try {
                    relays.add(new RelayUrl(text.substring(RELAY.length())));
                } catch (IllegalArgumentException e) {
                    // One that this version does not know how to reach.
                }
            } else if (text.startsWith(ADDRESS)) {
                InetSocketAddress address = address(text.substring(ADDRESS.length()));
                if (address != null) {
                    direct.add(address);
                }
            }
        }
        return new NodeAddresses(direct, relays);
    }

    private static String text(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        int scope = host.indexOf('%');
        host = scope < 0 ? host : host.substring(0, scope);
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
    }

    /** Of literals only: what a stranger says is not looked up. */
    private static @Nullable InetSocketAddress address(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1 || !text.matches("\\[[0-9a-fA-F:.]{2,45}]:[0-9]{1,5}|[0-9.]{7,15}:[0-9]{1,5}")) {
            return null;
        }
        String host = text.substring(0, colon);
        int port = Integer.parseInt(text.substring(colon + 1));
        if (port == 0 || port > 65_535) {
            return null;
        }
        try {
            return new InetSocketAddress(
                    InetAddress.ofLiteral(host.startsWith("[") ? host.substring(1, host.length() - 1) : host), port);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
