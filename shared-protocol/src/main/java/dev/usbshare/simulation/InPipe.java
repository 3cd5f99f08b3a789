package dev.usbshare.simulation;

import dev.usbshare.usb.EndpointDescriptor;
import dev.usbshare.usb.UrbStatus;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Device to host. A device either puts packets in ({@link #send}), which transfers then take, or installs a source that
 * is asked when a transfer waits and nothing has been put in.
 *
 * <p>Transfers end as a host controller ends them: when full, at a packet shorter than the endpoint's, or with EOVERFLOW when a
 * packet does not fit.
 */
final class InPipe extends Pipe {

    /** Fills a transfer at once. */
    @FunctionalInterface
    interface Source {

        /** Appends at most what is writable; false if there is nothing yet. A transfer left with room ends short. */
        boolean produce(ByteBuf into);
    }

    private record Segment(@Nullable ByteBuf packets, Runnable sent) {}

    private static final Segment HALT = new Segment(null, () -> {});

    private final ArrayDeque<Segment> segments = new ArrayDeque<>();
    private Source source = into -> false;

    InPipe(EndpointDescriptor endpoint, Consumer<Transfer> ended) {
        super(endpoint, ended);
    }

    void source(Source newSource) {
        source = newSource;
    }

    /**
     * Appends full packets and a last one that may be short, without a zero-length packet behind a full one; an empty
     * buffer is a zero-length packet. Takes ownership.
     *
     * @param sent runs when the last byte has gone
     */
    void send(ByteBuf packets, Runnable sent) {
        segments.add(new Segment(packets, sent));
        pump();
    }

    /** STALL once everything sent so far has gone; what is sent later follows when the halt is cleared. */
    void haltAfterSent() {
        segments.add(HALT);
        pump();
    }

    @Override
    boolean advance(Transfer first) {
        Segment head;
        while ((head = segments.peek()) != null) {
            if (head.packets() == null) {
                segments.remove();
                setHalted();
                first.end(UrbStatus.EPIPE);
                return true;
            }
            if (take(first, head.packets(), head.sent())) {
                return true;
            }
        }
        if (first.movedBytes() > 0) {
            return false;
        }
        ByteBuf room = first.room();
        if (!source.produce(room)) {
            return false;
        }
        first.moved(room.readableBytes());
        first.endIn();
        return true;
    }

    @Override
    void reset() {
        for (Segment segment : segments) {
            if (segment.packets() != null) {
                segment.packets().release();
            }
        }
        segments.clear();
    }

    private boolean take(Transfer transfer, ByteBuf packets, Runnable sent) {
        int bytes = Math.min(transfer.roomBytes(), packets.readableBytes());
        transfer.room().writeBytes(packets, bytes);
        transfer.moved(bytes);
        boolean fullPackets = transfer.movedBytes() % maxPacketBytes() == 0 && bytes > 0;
        boolean done = true;
        if (packets.isReadable() && !fullPackets) {
            // The rest of the packet that did not fit is lost, as on a bus.
            int lost = maxPacketBytes() - transfer.movedBytes() % maxPacketBytes();
            packets.skipBytes(Math.min(lost, packets.readableBytes()));
            transfer.end(UrbStatus.EOVERFLOW);
        } else if (transfer.roomBytes() == 0 || !fullPackets) {
            transfer.endIn();
        } else {
            done = false;
        }
        if (!packets.isReadable()) {
            segments.remove();
            packets.release();
            sent.run();
        }
        return done;
    }
}
