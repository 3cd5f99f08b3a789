package dev.usbshare.server.engine;

import dev.usbshare.wire.WireLimits;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * How much one lease may have in flight. An URB's bytes are charged before its memory is allocated and stay charged until
 * the answer has left for the network, so that a client that submits but does not read cannot pile up memory.
 *
 * <p><b>Confinement</b>: the engine's executor.
 */
final class UrbBudget {

    private final UrbMemory memory;
    private int urbs;
    private long bytes;

    UrbBudget(UrbMemory memory) {
        this.memory = memory;
    }

    /** Memory for one more URB, charged; null if it may not be in flight. */
    @Nullable
    ByteBuf admit(int urbBytes) {
        long limitBytes = Math.min(WireLimits.MAX_IN_FLIGHT_BYTES, memory.shareBytes());
        // A single one may be larger than the lease's part: else it could never be.
        boolean tooMuch = bytes > 0 && bytes + urbBytes > limitBytes;
        if (urbs >= WireLimits.MAX_IN_FLIGHT_URBS || tooMuch) {
            return null;
        }
        ByteBuf buffer = memory.allocate(urbBytes);
        if (buffer != null) {
            urbs++;
            bytes += urbBytes;
        }
        return buffer;
    }

    void urbEnded() {
        urbs--;
    }

    void bytesLeft(int urbBytes) {
        bytes -= urbBytes;
        memory.free(urbBytes);
    }

    long bytes() {
        return bytes;
    }
}
