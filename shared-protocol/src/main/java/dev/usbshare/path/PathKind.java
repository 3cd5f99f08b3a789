package dev.usbshare.path;

import java.net.InetAddress;

/** What a path goes through. */
public enum PathKind {
    /** An address of the same or a private network, or of this machine. */
    LAN,
    /** An address of the Internet. */
    DIRECT,
    /** A relay. */
    RELAY;

    /** That of a path to an address. */
    public static PathKind of(InetAddress address) {
        return address.isSiteLocalAddress()
                        || address.isLinkLocalAddress()
                        || address.isLoopbackAddress()
                        || isUniqueLocal(address.getAddress())
                ? LAN
                : DIRECT;
    }

    /** RFC 4193. */
    private static boolean isUniqueLocal(byte[] address) {
        return address.length == 16 && (address[0] & 0xfe) == 0xfc;
    }
}
