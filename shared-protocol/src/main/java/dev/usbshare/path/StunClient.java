package dev.usbshare.path;

import dev.usbshare.identity.AddressHint;
import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

final class StunClient {
    StunClient(PathHandler handler, List<AddressHint> servers, Consumer<Collection<InetSocketAddress>> found) {}

    void received(ByteBuf packet, InetSocketAddress from) {}

    NatReport report() {
        return NatReport.UNKNOWN;
    }

    void close() {}
}
