package dev.usbshare.relay;

import dev.usbshare.relay.RelayFrame.Datagrams;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The last few datagrams for a relay that is being connected to: a dial need not wait for QUIC to send again. When they are too
 * many, too large or too old, the oldest are dropped. Owns what it holds.
 */
final class PendingDatagrams {

    static final int MAX_FRAMES = 16;
    static final int MAX_BYTES = 64 * 1024;
    static final long MAX_AGE_NANOS = TimeUnit.SECONDS.toNanos(3);

    private record Pending(Datagrams frame, long sinceNanos) {}

    private final Deque<Pending> frames = new ArrayDeque<>();
    private int bytes;

    /** @param frame taken over */
    void add(Datagrams frame, long nowNanos) {
        frames.add(new Pending(frame, nowNanos));
        bytes += frame.content().readableBytes();
        while (frames.size() > MAX_FRAMES || bytes > MAX_BYTES) {
            remove().release();
        }
    }

    /** Hands out what is still worth sending, oldest first, with its ownership. */
    void drain(long nowNanos, Consumer<Datagrams> out) {
        while (!frames.isEmpty()) {
            boolean fresh = nowNanos - frames.element().sinceNanos() <= MAX_AGE_NANOS;
            Datagrams frame = remove();
            if (fresh) {
                out.accept(frame);
            } else {
                frame.release();
            }
        }
    }

    void clear() {
        while (!frames.isEmpty()) {
            remove().release();
        }
    }

    private Datagrams remove() {
        Datagrams frame = frames.remove().frame();
        bytes -= frame.content().readableBytes();
        return frame;
    }
}
