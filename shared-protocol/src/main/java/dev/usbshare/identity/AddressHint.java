package dev.usbshare.identity;

import java.util.regex.Pattern;

/**
 * Where a node may be reached: a host name or address literal, and a UDP port. Nothing is resolved, and nothing is promised.
 */
public record AddressHint(String host, int port) {

    /** The longest host name (RFC 1035 §2.3.4). */
    public static final int MAX_HOST_CHARS = 253;

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:%-]+");
    private static final int MAX_PORT = 65_535;

    /** @throws IllegalArgumentException naming the part that is wrong */
    public AddressHint {
        if (host.isEmpty()
                || host.length() > MAX_HOST_CHARS
                || !HOST.matcher(host).matches()) {
            throw new IllegalArgumentException(
                    "no host name or address of 1 to " + MAX_HOST_CHARS + " letters, digits, dots, dashes and colons");
        }
        if (port < 1 || port > MAX_PORT) {
            throw new IllegalArgumentException(port + " is not a UDP port (1 to " + MAX_PORT + ")");
        }
    }

    /**
     * Reads {@code HOST[:PORT]}, with an IPv6 literal in brackets if a port follows.
     *
     * @throws IllegalArgumentException naming the part that is wrong
     */
    public static AddressHint parse(String text, int defaultPort) {
        String t = text.strip();
        int bracket = t.lastIndexOf(']');
        int colon = t.indexOf(':', Math.max(bracket, 0));
        boolean bareIpv6 = bracket < 0 && colon >= 0 && t.indexOf(':', colon + 1) >= 0;
        if (colon < 0 || bareIpv6) {
            return new AddressHint(unbracketed(t), defaultPort);
        }
        String port = t.substring(colon + 1);
        if (port.isEmpty() || port.length() > 5 || !port.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new IllegalArgumentException("'" + port + "' is not a UDP port (1 to " + MAX_PORT + ")");
        }
        return new AddressHint(unbracketed(t.substring(0, colon)), Integer.parseInt(port));
    }

    private static String unbracketed(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
