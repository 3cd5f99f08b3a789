package dev.usbshare.service.network;

import dev.usbshare.nat.PortMapper;
import dev.usbshare.quic.QuicTransport;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The router's help with a node's UDP port, if the settings ask for it. */
public final class RouterPort {

    private RouterPort() {}

    /** @return to be closed before the transport; null if the settings do not ask */
    public static @Nullable PortMapper ask(NetworkProperties network, QuicTransport transport) {
        if (!network.inForce().portMapping()) {
            return null;
        }
        return PortMapper.start(
                transport.localAddress().getPort(),
                mapped -> transport
                        .executor()
                        .execute(() ->
                                transport.paths().mapped(mapped.map(List::of).orElse(List.of()))));
    }
}
