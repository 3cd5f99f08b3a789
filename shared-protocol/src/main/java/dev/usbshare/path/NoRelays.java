package dev.usbshare.path;

import dev.usbshare.identity.NodeId;
import dev.usbshare.relay.RelayStatus;
import dev.usbshare.relay.RelayUrl;
import dev.usbshare.relay.Relays;
import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A node that uses none. */
final class NoRelays implements Relays {

    static final NoRelays INSTANCE = new NoRelays();

    private NoRelays() {}

    @Override
    public @Nullable RelayUrl home() {
        return null;
    }

    @Override
    public boolean send(RelayUrl relay, NodeId to, ByteBuf datagrams, int segmentBytes) {
        datagrams.release();
        return false;
    }

    @Override
    public void flush() {}

    @Override
    public List<RelayStatus> status() {
        return List.of();
    }

    @Override
    public void close() {}
}
