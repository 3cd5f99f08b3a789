package dev.usbshare.server.lease;

import dev.usbshare.server.engine.EngineListener;
import dev.usbshare.usb.Direction;
import dev.usbshare.usb.TransferType;
import io.netty.util.concurrent.Ticker;

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
    private long urbs;
    private long bytes;
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
    long bytes() {
        return bytes;
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
        bytes += moved;
        all.urbCompleted(type, direction, status, moved, nanos);
    }

    @Override
    public void urbRefused(int status) {
        all.urbRefused(status);
    }
}
