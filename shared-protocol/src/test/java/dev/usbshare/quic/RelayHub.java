package dev.usbshare.quic;

import dev.usbshare.identity.NodeId;
import dev.usbshare.relay.RelayListener;
import dev.usbshare.relay.RelayStatus;
import dev.usbshare.relay.RelayUrl;
import dev.usbshare.relay.Relays;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A relay within the test: takes datagrams from one event loop to another. */
final class RelayHub {

    static final RelayUrl URL = new RelayUrl("https://relay.example/");

    private final Map<NodeId, End> ends = new ConcurrentHashMap<>();
    volatile boolean up = true;

    Relays join(NodeId node, EventLoop loop, RelayListener listener) {
        var end = new End(node, loop, listener);
        ends.put(node, end);
        return end;
    }

    private final class End implements Relays {

        private final NodeId node;
        private final EventLoop loop;
        private final RelayListener listener;

        End(NodeId node, EventLoop loop, RelayListener listener) {
            this.node = node;
            this.loop = loop;
            this.listener = listener;
        }

        @Override
        public @Nullable RelayUrl home() {
            return null;
        }

        @Override
        public boolean send(RelayUrl relay, NodeId to, ByteBuf datagrams, int segmentBytes) {
            End other = ends.get(to);
            // A copy on the heap: what is under way when a test ends is nobody's to release.
            byte[] bytes = new byte[datagrams.readableBytes()];
            datagrams.readBytes(bytes).release();
            if (other != null && up) {
                other.loop.execute(() -> other.deliver(node, bytes, segmentBytes));
            }
            return up;
        }

        private void deliver(NodeId from, byte[] bytes, int segmentBytes) {
            int step = segmentBytes > 0 ? segmentBytes : bytes.length;
            for (int at = 0; at < bytes.length; at += step) {
                listener.onDatagram(URL, from, Unpooled.copiedBuffer(bytes, at, Math.min(step, bytes.length - at)));
            }
            listener.onReadComplete();
        }

        @Override
        public void flush() {}

        @Override
        public List<RelayStatus> status() {
            return List.of();
        }

        @Override
        public void close() {
            ends.remove(node, this);
        }
    }
}
