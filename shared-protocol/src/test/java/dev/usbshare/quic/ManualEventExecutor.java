package dev.usbshare.quic;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.AbstractScheduledEventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Ticker;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * An event loop whose time stands still until a test moves it. Tasks run inside {@link #advance}, {@link #runUntilIdle}
 * and {@link #runUntil}, on the thread that calls them, which must be the one that created the executor; other threads
 * may only {@code execute}.
 *
 * <p>Tasks due at the same moment run in the order in which they were scheduled, so that a test always runs the same.
 */
public final class ManualEventExecutor extends AbstractScheduledEventExecutor implements EventLoop {

    private static final int TOO_MANY_TASKS = 10_000_000;

    private final Thread owner = Thread.currentThread();
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Ticker ticker = new VirtualTicker();
    private long nowNanos;

    /** Time since the executor was created. */
    public Duration now() {
        return Duration.ofNanos(nowNanos);
    }

    /** The same time as a wall clock, from 1970 on. */
    public Clock clock() {
        InstantSource now = () -> Instant.EPOCH.plusNanos(nowNanos);
        return now.withZone(ZoneOffset.UTC);
    }

    /** Lets {@code duration} pass, running what falls due on the way at its own moment. */
    public void advance(Duration duration) {
        long end = nowNanos + duration.toNanos();
        runUntilIdle();
        while (nextDeadlineNanos() <= end) {
            nowNanos = Math.max(nowNanos, nextDeadlineNanos());
            runUntilIdle();
        }
        nowNanos = end;
    }

    /** Runs everything that is due now; time does not move. */
    public void runUntilIdle() {
        requireOwner();
        int count = 0;
        for (; ; ) {
            Runnable task = tasks.poll();
            if (task == null) {
                task = pollScheduledTask(nowNanos);
            }
            if (task == null) {
                return;
            }
            if (++count > TOO_MANY_TASKS) {
                throw new AssertionError("tasks keep creating tasks at " + now());
            }
            task.run();
        }
    }

    /**
     * Lets time pass, event by event, until the condition holds.
     *
     * @return how long it took
     * @throws AssertionError if it does not hold within {@code limit} of virtual time
     */
    public Duration runUntil(BooleanSupplier condition, Duration limit) {
        long start = nowNanos;
        long end = start + limit.toNanos();
        runUntilIdle();
        while (!condition.getAsBoolean()) {
            if (nextDeadlineNanos() > end) {
                throw new AssertionError("did not happen within " + limit + " of virtual time");
            }
            nowNanos = Math.max(nowNanos, nextDeadlineNanos());
            runUntilIdle();
        }
        return Duration.ofNanos(nowNanos - start);
    }

    private long nextDeadlineNanos() {
        long deadline = nextScheduledTaskDeadlineNanos();
        return deadline < 0 ? Long.MAX_VALUE : deadline;
    }

    private void requireOwner() {
        if (!inEventLoop()) {
            throw new IllegalStateException("only " + owner + " moves this executor's time");
        }
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public boolean inEventLoop(Thread thread) {
        return thread.equals(owner);
    }

    @Override
    public Ticker ticker() {
        return ticker;
    }

    @Override
    public EventLoopGroup parent() {
        return (EventLoopGroup) super.parent();
    }

    @Override
    public EventLoop next() {
        return this;
    }

    @Override
    public ChannelFuture register(Channel channel) {
        return register(new DefaultChannelPromise(channel, this));
    }

    @Override
    public ChannelFuture register(ChannelPromise promise) {
        promise.channel().unsafe().register(this, promise);
        return promise;
    }

    @Deprecated
    @Override
    public ChannelFuture register(Channel channel, ChannelPromise promise) {
        channel.unsafe().register(this, promise);
        return promise;
    }

    @Override
    public Future<?> shutdownGracefully(long quietPeriod, long timeout, TimeUnit unit) {
        throw new UnsupportedOperationException("it has no thread to shut down");
    }

    @Override
    public Future<?> terminationFuture() {
        throw new UnsupportedOperationException("it has no thread to shut down");
    }

    @Deprecated
    @Override
    public void shutdown() {
        throw new UnsupportedOperationException("it has no thread to shut down");
    }

    @Override
    public boolean isShuttingDown() {
        return false;
    }

    @Override
    public boolean isShutdown() {
        return false;
    }

    @Override
    public boolean isTerminated() {
        return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return false;
    }

    private final class VirtualTicker implements Ticker {
        @Override
        public long nanoTime() {
            return nowNanos;
        }

        @Override
        public long initialNanoTime() {
            return 0;
        }

        @Override
        public void sleep(long delay, TimeUnit unit) {
            throw new UnsupportedOperationException("nothing sleeps on an event loop");
        }
    }
}
