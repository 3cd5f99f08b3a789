package dev.usbshare.server.engine;

import dev.usbshare.usb.Urb;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * The memory of all URBs of this process, whoever's they are: many leases within their own limits can still be more than
 * there is. Each lease may have an equal part, and one part is kept for the next lease, so that no peer can leave another
 * without.
 *
 * <p><b>Confinement</b>: the one executor that all engines share.
 */
public final class UrbMemory {

    private final long limitBytes;
    private long chargedBytes;
    private int leases;

    /** @param limitBytes for the data of all URBs together, answers that have not left included */
    public UrbMemory(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    /** Half of what the JVM gives to direct buffers, as much as the heap may have; the network needs the rest. */
    public static UrbMemory ofThisProcess() {
        return new UrbMemory(Runtime.getRuntime().maxMemory() / 2);
    }

    /** A lease begins to take its part. */
    void leaseBegan() {
        leases++;
    }

    void leaseEnded() {
        leases--;
    }

    /** What one lease may have now. */
    long shareBytes() {
        return limitBytes / (leases + 1);
    }

    /**
     * A buffer with room for an URB's data behind its headroom, both indexes there; null if there is no room. To be given
     * back with {@link #free}, whenever the buffer itself was released.
     */
    @Nullable
    ByteBuf allocate(int dataBytes) {
        if (chargedBytes + dataBytes > limitBytes) {
            return null;
        }
        int bytes = Urb.HEADROOM_BYTES + dataBytes;
        try {
            ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(bytes, bytes);
            chargedBytes += dataBytes;
            return buffer.setIndex(Urb.HEADROOM_BYTES, Urb.HEADROOM_BYTES);
        } catch (OutOfMemoryError e) {
            // Direct memory only: the network holds more than its half just now.
            return null;
        }
    }

    long chargedBytes() {
        return chargedBytes;
    }

    void free(int dataBytes) {
        chargedBytes -= dataBytes;
    }
}
