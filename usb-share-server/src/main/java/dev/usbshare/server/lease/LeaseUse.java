package dev.usbshare.server.lease;

import dev.usbshare.server.engine.EngineListener;
import dev.usbshare.service.meters.LatencyRow;
import dev.usbshare.service.meters.RecentLatency;
import dev.usbshare.usb.Direction;
import dev.usbshare.usb.TransferType;
import io.netty.util.concurrent.Ticker;
import org.jspecify.annotations.Nullable;

/**
 * What goes through one lease: counted, and passed on to the meters of all.
 *
 * <p><b>Confinement</b>: the engine's executor.
 */
public final class LeaseUse implements EngineListener {

    /** Of a lease that is not in use yet. */
    static final LeaseUse NONE = new LeaseUse(EngineListener.UNHEARD, Ticker.systemTicker());

    private final EngineListener all;
    private final Ticker ticker;
    private final RecentLatency latency = new RecentLatency();
    private long urbs;
    private long bytesIn;
    private long bytesOut;
    private long lastNanos;

    public LeaseUse(EngineListener all, Ticker ticker) {
        this.all = all;
        this.ticker = ticker;
        this.lastNanos = ticker.nanoTime();
    }

    /** URBs that the client asked for. */
    long urbs() {
        return urbs;
    }

    /** Really moved. */
    long bytesIn() {
        return bytesIn;
    }

    /** Really moved. */
    long bytesOut() {
        return bytesOut;
    }

    /** How long URBs were with the device lately; null if there were none. */
    @Nullable
    LatencyRow latency() {
        return latency.report(ticker.nanoTime());
    }

    /** Since the last URB that the client asked for, or since the grant. */
    long idleNanos() {
        return ticker.nanoTime() - lastNanos;
    }

    @Override
    public void urbHeldBack() {
        lastNanos = ticker.nanoTime();
        all.urbHeldBack();
    }

    @Override
    public void urbSubmitted() {
        urbs++;
        lastNanos = ticker.nanoTime();
        all.urbSubmitted();
    }

    @Override
    public void urbCompleted(TransferType type, Direction direction, int status, int moved, long nanos) {
        if (direction == Direction.IN) {
            bytesIn += moved;
        } else {
            bytesOut += moved;
        }
        latency.record(nanos, ticker.nanoTime());
        all.urbCompleted(type, direction, status, moved, nanos);
    }

    @Override
    public void urbRefused(int status) {
        all.urbRefused(status);
    }
}
