package dev.usbshare.tui;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Runs an {@link App} on a terminal until it is over.
 *
 * <p>Four threads that never wait for each other: one reads keys, one draws, one looks outside, and one for each command. They
 * meet in the state, which changes under a lock that is held for as long as computing the next one takes. A slow terminal so
 * delays drawing alone; when it is ready again it gets the newest state, and what was in between is never drawn.
 */
public final class ScreenLoop<S, N, C> {

    private static final Duration TICK = Duration.ofMillis(250);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final App<S, N, C> app;
    private final Outside<S, N, C> outside;
    private final Clock clock;
    private final Duration tick;
    private final Object lock = new Object();
    private final CountDownLatch over = new CountDownLatch(1);
    private S state;
    private boolean isDirty = true;
    private boolean isOver;
    private boolean isWhole = true;
    private @Nullable Throwable failure;
    private volatile boolean lookNow;
    private volatile @Nullable Thread looker;

    public ScreenLoop(App<S, N, C> app, Outside<S, N, C> outside, S start, Clock clock) {
        this(app, outside, start, clock, TICK);
    }

    /** @param tick how often time goes by */
    ScreenLoop(App<S, N, C> app, Outside<S, N, C> outside, S start, Clock clock, Duration tick) {
        this.tick = tick;
        this.app = app;
        this.outside = outside;
        this.state = start;
        this.clock = clock;
    }

    /**
     * Runs until the app is over, its terminal gone, or this thread interrupted.
     *
     * @throws IOException if the terminal fails
     */
    public void run(FullScreen terminal) throws IOException {
        run((Glass) terminal);
    }

    void run(Glass glass) throws IOException {
        glass.onResize(() -> redraw(false));
        glass.onInterrupt(() -> on(new App.Event.Pressed<>(Key.Named.INTERRUPT)));
        Thread keys = start("dashboard-keys", () -> readKeys(glass));
        Thread draw = start("dashboard-draw", () -> draw(glass));
        Thread look = start("dashboard-look", this::look);
        looker = look;
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            synchronized (lock) {
                isOver = true;
                lock.notifyAll();
            }
            keys.interrupt();
            draw.interrupt();
            look.interrupt();
        }
        Throwable why = failure();
        switch (why) {
            case null -> {}
            case IOException e -> throw e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(why);
        }
    }

    private @Nullable Throwable failure() {
        synchronized (lock) {
            return failure;
        }
    }

    private interface Work {
        void run() throws Exception;
    }

    private Thread start(String name, Work work) {
        return Thread.ofPlatform().daemon().name(name).start(() -> guarded(work));
    }

    /** What goes wrong on any thread ends the program, and is told by the one that runs it. */
    private void guarded(Work work) {
        try {
            work.run();
        } catch (InterruptedException e) {
            // It is over.
        } catch (Throwable e) {
            synchronized (lock) {
                if (!isOver) {
                    failure = failure == null ? e : failure;
                }
            }
            over.countDown();
        }
    }

    private void readKeys(Glass glass) throws IOException {
        for (Key key = glass.readKey(); key != null; key = glass.readKey()) {
            if (key == Key.Named.REDRAW) {
                redraw(true);
            }
            on(new App.Event.Pressed<>(key));
        }
        over.countDown();
    }

    private void redraw(boolean whole) {
        synchronized (lock) {
            isDirty = true;
            isWhole |= whole;
            lock.notifyAll();
        }
    }

    private void on(App.Event<N> event) {
        App.Step<S, C> step;
        synchronized (lock) {
            if (isOver) {
                return;
            }
            step = app.on(state, event, clock.instant());
            isDirty |= !step.state().equals(state);
            state = step.state();
            isOver = step.isOver();
            lock.notifyAll();
        }
        if (step.isOver()) {
            over.countDown();
        }
        for (C command : step.commands()) {
            Thread.ofVirtual()
                    .name("dashboard-command")
                    .start(() -> guarded(() -> {
                        on(new App.Event.Heard<>(outside.carryOut(command)));
                        lookNow = true;
                        LockSupport.unpark(looker);
                    }));
        }
    }

    private void look() throws InterruptedException {
        while (true) {
            lookNow = false;
            on(new App.Event.Heard<>(outside.look(state())));
            long until = System.nanoTime() + LOOK_EVERY.toNanos();
            for (long left = LOOK_EVERY.toNanos(); left > 0 && !lookNow; left = until - System.nanoTime()) {
                LockSupport.parkNanos(left);
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
        }
    }

    private S state() {
        synchronized (lock) {
            return state;
        }
    }

    private void draw(Glass glass) throws IOException, InterruptedException {
        Painter painter = glass.painter();
        Screen shown = new Screen(0, 0);
        Glass.Size size = glass.size();
        while (true) {
            S newest;
            synchronized (lock) {
                if (isOver) {
                    return;
                }
                newest = state;
                isDirty = false;
                if (isWhole) {
                    shown = new Screen(0, 0);
                    isWhole = false;
                }
            }
            var next = new Screen(size.columns(), size.rows());
            app.draw(newest, next.area());
            String text = painter.paint(shown, next);
            if (!text.isEmpty()) {
                glass.write(text);
            }
            shown = next;
            size = awaitChange(glass, size);
        }
    }

    /** Waits until there is something to draw; time goes by meanwhile. */
    private Glass.Size awaitChange(Glass glass, Glass.Size drawn) throws InterruptedException {
        long nextTick = System.nanoTime() + tick.toNanos();
        while (true) {
            synchronized (lock) {
                long left = nextTick - System.nanoTime();
                while (!isDirty && !isOver && left > 0) {
                    lock.wait(1 + left / 1_000_000);
                    left = nextTick - System.nanoTime();
                }
            }
            // A change may come between the look at the size and the wait.
            Glass.Size now = glass.size();
            synchronized (lock) {
                if (isDirty || isOver || !now.equals(drawn)) {
                    return now;
                }
            }
            on(new App.Event.Ticked<>());
            nextTick = System.nanoTime() + tick.toNanos();
        }
    }
}
