package dev.usbshare.quic;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One direction of an {@link InMemoryConnection}: takes bytes from streams, lets them travel, and hands them to the
 * other side, in order within a stream.
 */
final class InMemoryLink {

    /** First wait for an acknowledgement beyond a round trip: QUIC's max_ack_delay. */
    private static final long RETRANSMISSION_NANOS = 25_000_000;

    private static final long MAX_RETRANSMISSION_NANOS = 1_000_000_000;

    /** A piece of a stream under way. */
    private static final class Chunk {
        final @Nullable ByteBuf data;
        final boolean first;
        final boolean fin;
        boolean arrived;

        Chunk(@Nullable ByteBuf data, boolean first, boolean fin) {
            this.data = data;
            this.first = first;
            this.fin = fin;
        }

        void release() {
            if (data != null) {
                data.release();
            }
        }
    }

    /** What of one stream was flushed and not delivered. */
    private static final class Outgoing {
        final InMemoryStream stream;
        final Deque<ByteBuf> queue = new ArrayDeque<>();
        final Deque<Chunk> underWay = new ArrayDeque<>();
        boolean started;
        boolean finQueued;
        boolean finSent;
        long unreadBytes;
        long servedAt;

        Outgoing(InMemoryStream stream) {
            this.stream = stream;
        }

        boolean canSend(int window) {
            return (!queue.isEmpty() && unreadBytes < window) || (queue.isEmpty() && finQueued && !finSent);
        }

        boolean isOver() {
            return finSent && underWay.isEmpty();
        }
    }

    private final InMemoryNetwork network;
    private final InMemoryConnection sender;
    private final Map<Long, Outgoing> streams = new HashMap<>();
    private long busyUntilNanos;
    private boolean pumpScheduled;
    private long served;
    private long sent;
    private long delivered;
    private long lost;

    InMemoryLink(InMemoryNetwork network, InMemoryConnection sender) {
        this.network = network;
        this.sender = sender;
    }

    /** Takes ownership of what the stream flushed. */
    void enqueue(InMemoryStream stream, ByteBuf data) {
        if (sender.isEnded() || !data.isReadable()) {
            data.release();
            return;
        }
        of(stream).queue.add(data);
    }

    /** Ends the stream's direction behind what was flushed. */
    void finish(InMemoryStream stream) {
        if (!sender.isEnded()) {
            of(stream).finQueued = true;
            pump();
        }
    }

    private Outgoing of(InMemoryStream stream) {
        return streams.computeIfAbsent(stream.streamId(), id -> new Outgoing(stream));
    }

    boolean hasBacklog(InMemoryStream stream) {
        Outgoing outgoing = streams.get(stream.streamId());
        return outgoing != null && !outgoing.queue.isEmpty();
    }

    /** Sends as much as bandwidth and windows allow, most urgent streams first, equals in turn. */
    void pump() {
        for (; ; ) {
            long now = network.executor().now().toNanos();
            if (now < busyUntilNanos) {
                pumpAt(busyUntilNanos - now);
                return;
            }
            int window = network.profile().streamWindowBytes();
            Outgoing next = streams.values().stream()
                    .filter(outgoing -> outgoing.canSend(window))
                    .min(Comparator.<Outgoing>comparingInt(
                                    outgoing -> outgoing.stream.priority().urgency())
                            .thenComparingLong(outgoing -> outgoing.servedAt)
                            .thenComparingLong(outgoing -> outgoing.stream.streamId()))
                    .orElse(null);
            if (next == null) {
                return;
            }
            next.servedAt = ++served;
            int bytes = sendOne(next, window);
            long rate = network.profile().bytesPerSecond();
            if (rate > 0) {
                busyUntilNanos = now + bytes * 1_000_000_000L / rate;
            }
            next.stream.onTaken();
        }
    }

    private void pumpAt(long delayNanos) {
        if (!pumpScheduled) {
            pumpScheduled = true;
            network.schedule(delayNanos, () -> {
                pumpScheduled = false;
                pump();
            });
        }
    }

    private int sendOne(Outgoing outgoing, int window) {
        ByteBuf data = null;
        int bytes = 0;
        ByteBuf head = outgoing.queue.peek();
        if (head != null) {
            int most = (int) Math.min(head.readableBytes(), window - outgoing.unreadBytes);
            bytes = Math.min(
                    most, 1 + network.random().nextInt(network.profile().chunkBytes()));
            // A copy: as over a real network, nothing the sender's buffer suffers later reaches the receiver.
            data = PooledByteBufAllocator.DEFAULT.directBuffer(bytes);
            data.writeBytes(head, bytes);
            outgoing.unreadBytes += bytes;
            if (!head.isReadable()) {
                outgoing.queue.remove().release();
            }
        } else {
            outgoing.finSent = true;
        }
        Chunk chunk = new Chunk(data, !outgoing.started, outgoing.finSent);
        outgoing.started = true;
        outgoing.underWay.add(chunk);
        transmit(outgoing, chunk, 0);
        return bytes;
    }

    private void transmit(Outgoing outgoing, Chunk chunk, int attempt) {
        sent++;
        sender.onSent();
        if (network.loses()) {
            retransmit(outgoing, chunk, attempt);
        } else {
            network.schedule(network.travelNanos(), () -> {
                if (network.isCut()) {
                    retransmit(outgoing, chunk, attempt);
                } else {
                    onArrived(outgoing, chunk);
                }
            });
        }
    }

    private void retransmit(Outgoing outgoing, Chunk chunk, int attempt) {
        lost++;
        network.schedule(retransmissionNanos(attempt), () -> {
            if (!sender.isEnded()) {
                transmit(outgoing, chunk, attempt + 1);
            }
        });
    }

    private long retransmissionNanos(int attempt) {
        long first = 2 * network.profile().delay().toNanos() + RETRANSMISSION_NANOS;
        return Math.min(MAX_RETRANSMISSION_NANOS, first << Math.min(attempt, 10));
    }

    private void onArrived(Outgoing outgoing, Chunk chunk) {
        InMemoryConnection receiver = sender.other();
        if (receiver.isEnded()) {
            return;
        }
        chunk.arrived = true;
        receiver.onHeard();
        // The acknowledgement.
        receiver.outgoing().sendOnce(() -> {});
        if (receiver.isAccepted()) {
            deliver(outgoing);
        }
    }

    /** The acceptor has returned: what came before is delivered. */
    void deliverAll() {
        for (Outgoing outgoing : List.copyOf(streams.values())) {
            deliver(outgoing);
        }
    }

    private void deliver(Outgoing outgoing) {
        InMemoryConnection receiver = sender.other();
        Chunk chunk = outgoing.underWay.peek();
        while (chunk != null && chunk.arrived && !receiver.isEnded()) {
            outgoing.underWay.remove();
            delivered++;
            InMemoryStream stream = receiver.streamFor(outgoing.stream.streamId(), chunk.first);
            if (stream != null) {
                stream.onArrival(chunk.data, chunk.fin);
            } else if (chunk.data != null) {
                receiver.outgoing().credit(outgoing.stream.streamId(), chunk.data.readableBytes());
                chunk.release();
            }
            chunk = outgoing.underWay.peek();
        }
        if (outgoing.isOver()) {
            streams.remove(outgoing.stream.streamId());
        }
    }

    /** Tells the other side that bytes of its stream were read here. Travels on this link. */
    void credit(long streamId, int bytes) {
        sendReliably(0, () -> sender.other().outgoing().onCredit(streamId, bytes));
    }

    private void onCredit(long streamId, int bytes) {
        Outgoing outgoing = streams.get(streamId);
        if (outgoing != null) {
            outgoing.unreadBytes -= bytes;
            pump();
        }
    }

    private void sendReliably(int attempt, Runnable arrival) {
        network.schedule(network.travelNanos(), () -> {
            if (!network.isCut()) {
                arriveAt(arrival);
            } else if (!sender.isEnded()) {
                network.schedule(retransmissionNanos(attempt), () -> sendReliably(attempt + 1, arrival));
            }
        });
    }

    /** Sends something that is not repeated when it gets lost. */
    void sendOnce(Runnable arrival) {
        if (network.loses()) {
            return;
        }
        network.schedule(network.travelNanos(), () -> {
            if (!network.isCut()) {
                arriveAt(arrival);
            }
        });
    }

    private void arriveAt(Runnable arrival) {
        InMemoryConnection receiver = sender.other();
        if (!receiver.isEnded()) {
            receiver.onHeard();
            arrival.run();
        }
    }

    /** The sender is gone: nothing more departs. */
    void discardQueued() {
        for (Outgoing outgoing : List.copyOf(streams.values())) {
            outgoing.queue.forEach(ByteBuf::release);
            outgoing.queue.clear();
        }
    }

    /** The receiver is gone: nothing more arrives. */
    void discardUnderWay() {
        for (Outgoing outgoing : new ArrayList<>(streams.values())) {
            outgoing.underWay.forEach(Chunk::release);
            outgoing.underWay.clear();
        }
    }

    long sent() {
        return sent;
    }

    long delivered() {
        return delivered;
    }

    long lost() {
        return lost;
    }
}
