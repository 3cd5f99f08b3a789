package dev.usbshare.client.vhci.inprocess;

import io.netty.channel.EventLoop;
import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.local.LocalIoHandler;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** An event loop on the test's own thread, with a clock that only the test moves. */
public final class ManualLoop {

    private static final int MAX_TURNS = 100_000;

    private final MockTicker ticker = Ticker.newMockTicker();
    private final ManualIoEventLoop loop =
            new ManualIoEventLoop(null, Thread.currentThread(), LocalIoHandler.newFactory(), ticker);

    public EventLoop eventLoop() {
        return loop;
    }

    public long nanoTime() {
        return ticker.nanoTime();
    }

    /** Runs everything that is due. */
    public void runAll() {
        int turns = 0;
        while (loop.runNow() > 0) {
            if (++turns > MAX_TURNS) {
                throw new AssertionError("the event loop does not come to rest");
            }
        }
    }

    /** Runs one task, if one is due; returns whether there was one. */
    public boolean runOne() {
        return loop.runNow(1) > 0;
    }

    public void advance(Duration time) {
        ticker.advance(time.toNanos(), TimeUnit.NANOSECONDS);
        runAll();
    }
}
