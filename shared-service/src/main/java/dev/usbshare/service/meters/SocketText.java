package dev.usbshare.service.meters;

import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** A socket's address as people write it: {@code 192.0.2.7:7490}, {@code [2001:db8::1]:7490}. */
final class SocketText {

    private SocketText() {}

    static String of(SocketAddress address) {
        if (!(address instanceof InetSocketAddress inet)) {
            return address.toString();
        }
        String host = inet.getAddress() == null
                ? inet.getHostString()
                : inet.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + inet.getPort();
    }
}
