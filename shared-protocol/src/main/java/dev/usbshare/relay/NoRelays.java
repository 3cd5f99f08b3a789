package dev.usbshare.relay;

import dev.usbshare.identity.NodeId;
import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sends nothing, and is found nowhere. */
final class NoRelays implements Relays {

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
