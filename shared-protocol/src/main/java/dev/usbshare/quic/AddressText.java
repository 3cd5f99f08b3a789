package dev.usbshare.quic;

import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** Where a peer is, for people: {@code 192.0.2.7:4242}, {@code [2001:db8::1]:4242}. */
public final class AddressText {

    public static String of(SocketAddress address) {
        return address instanceof InetSocketAddress inet && !inet.isUnresolved()
                ? NetUtil.toSocketAddressString(inet)
                : address.toString();
    }

    private AddressText() {}
}
