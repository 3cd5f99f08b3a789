package dev.usbshare.client.bridge;

import dev.usbshare.usb.TransferType;
import dev.usbshare.usbip.UsbIpCodec;
import dev.usbshare.usbip.UsbIpPdu.CmdSubmit;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * What bulk and interrupt endpoints said to URBs that the kernel had taken back by the time it came: kept, in order, for
 * the endpoint's next URBs. A device without an URB keeps its data until somebody asks; so do we, because over a distance the
 * data of every URB that a driver gives up early is under way by then.
 *
 * <p><b>Confinement</b>: the bridge's event loop.
 *
 * <p><b>Ownership</b>: of the buffers given to {@link #add} until they are taken or dropped. At most {@value #MAX_BYTES}
 * bytes.
 */
final class LateData {

    /** More than a driver that reads in turns of milliseconds can leave behind in a second at high speed's usual rates. */
    static final int MAX_BYTES = 1 << 20;

    private final Map<EndpointPipe, Deque<ByteBuf>> kept = new HashMap<>();
    private int bytes;

    /** Whether there is a place for an URB's data. */
    boolean admits(PendingUrb urb, int payloadBytes) {
        boolean continuous = urb.type() == TransferType.BULK || urb.type() == TransferType.INTERRUPT;
        return continuous && urb.isIn() && payloadBytes > 0 && bytes + payloadBytes <= MAX_BYTES;
    }

    /** @param answer a {@link KernelSide#answerBuffer} with the data in it */
    void add(EndpointPipe pipe, ByteBuf answer) {
        bytes += dataBytes(answer);
        kept.computeIfAbsent(pipe, _ -> new ArrayDeque<>()).add(answer);
    }

    boolean has(EndpointPipe pipe) {
        return kept.containsKey(pipe);
    }

    /**
     * The endpoint's oldest data as an URB's answer, owned by the caller: what one URB had got, or as much of it as this one
     * asks for.
     */
    ByteBuf take(EndpointPipe pipe, CmdSubmit cmd) {
        Deque<ByteBuf> waiting = kept.get(pipe);
        ByteBuf oldest = waiting == null ? null : waiting.peek();
        if (waiting == null || oldest == null) {
            throw new IllegalStateException("nothing is kept for endpoint " + pipe.endpoint());
        }
        int taken = Math.min(dataBytes(oldest), cmd.lengthBytes());
        bytes -= taken;
        if (taken < dataBytes(oldest)) {
            ByteBuf part = KernelSide.answerBuffer(cmd, taken);
            part.writeBytes(oldest, oldest.readerIndex(), taken);
            oldest.skipBytes(taken);
            return part;
        }
        waiting.remove();
        if (waiting.isEmpty()) {
            kept.remove(pipe);
        }
        if (oldest.readerIndex() == UsbIpCodec.HEADER_BYTES) {
            return oldest;
        }
        try {
            return KernelSide.answerBuffer(cmd, taken).writeBytes(oldest);
        } finally {
            oldest.release();
        }
    }

    /** The device has forgotten it too. */
    void drop(EndpointPipe pipe) {
        Deque<ByteBuf> dropped = kept.remove(pipe);
        if (dropped != null) {
            dropped.forEach(answer -> {
                bytes -= dataBytes(answer);
                answer.release();
            });
        }
    }

    void clear() {
        for (EndpointPipe pipe : kept.keySet().toArray(EndpointPipe[]::new)) {
            drop(pipe);
        }
    }

    static int dataBytes(ByteBuf answer) {
        return answer.readableBytes();
    }
}
