package dev.usbshare.wire;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Takes the frames that a {@link FrameDecoder} reads. Runs on the stream's executor. */
public interface FrameSink {

    /**
     * A frame's header is complete and {@code payloadBytes} more will follow. The limits of {@link WireLimits} have been
     * checked.
     *
     * @return where to write the payload, beginning at its writer index with room for all of it; the decoder owns the
     *     buffer until {@link #frame}, and releases it if the stream ends before. Null: skip the payload
     * @throws ProtocolException to close the connection
     */
    @Nullable
    ByteBuf payload(Frame header, int payloadBytes);

    /**
     * A whole frame has arrived.
     *
     * @param payload the buffer returned by {@link #payload}, filled; null if there was none. Ownership passes to the
     *     sink
     * @throws ProtocolException to close the connection
     */
    void frame(Frame frame, @Nullable ByteBuf payload);

    /** Everything readable now has been delivered: the moment to flush what was written meanwhile. */
    void readComplete();

    /** The stream ended, by either side or with its connection. Called once. */
    void closed();

    /** The peer broke the protocol: the connection is to be closed with the exception's code. {@link #closed} follows. */
    void failed(ProtocolException cause);

    /** The stream became writable or unwritable (Netty's channel writability). */
    void writabilityChanged(boolean writable);
}
