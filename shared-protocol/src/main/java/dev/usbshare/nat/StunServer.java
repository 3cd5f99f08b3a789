package dev.usbshare.nat;

import dev.usbshare.identity.AddressHint;

/**
 * Who tells a node the address that it is seen at.
 *
 * @param text {@code HOST[:PORT]}, an IPv6 literal in brackets; the port is {@value StunMessage#DEFAULT_PORT} if not given
 */
public record StunServer(String text) {

    /** @throws IllegalArgumentException naming what is wrong with it */
    public StunServer {
        text = AddressHint.parse(text, StunMessage.DEFAULT_PORT).toString();
    }

    /** Not resolved. */
    public AddressHint address() {
        return AddressHint.parse(text, StunMessage.DEFAULT_PORT);
    }

    @Override
    public String toString() {
        return text;
    }
}
