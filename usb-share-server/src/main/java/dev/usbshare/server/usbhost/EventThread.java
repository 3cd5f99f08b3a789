package dev.usbshare.server.usbhost;

import java.util.function.Consumer;
import org.usb4java.LibUsb;

/**
 * The thread that waits for one device's completions. It does nothing else: what it calls only enqueues.
 *
 * <p>If it dies, nobody would ever hear of the transfers in flight, so its death is told.
 */
final class EventThread {

    /** A missed interrupt costs at most this long. */
    private static final long WAIT_MICROS = 1_000_000;

    /** Failures in a row before the context counts as broken; single ones are survivable. */
    private static final int MAX_FAILURES = 10;

    private final LibusbHandle handle;
    private final Consumer<Throwable> died;
    private final Thread thread;
    private volatile boolean stopping;

    EventThread(LibusbHandle handle, String name, Consumer<Throwable> died) {
        this.handle = handle;
        this.died = died;
        this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    boolean isAlive() {
        return thread.isAlive();
    }

    /** Ends it and waits; false if it has not ended in time. */
    boolean stop(long timeoutMillis) throws InterruptedException {
        stopping = true;
        handle.interruptEvents();
        thread.join(timeoutMillis);
        return !thread.isAlive();
    }

    private void run() {
        try {
            int failures = 0;
            while (!stopping) {
                int code = handle.handleEvents(WAIT_MICROS);
                if (code == LibUsb.SUCCESS || code == LibUsb.ERROR_INTERRUPTED) {
                    failures = 0;
                } else if (++failures == MAX_FAILURES) {
                    throw new IllegalStateException(LibusbErrors.describe("handle events", code));
                }
            }
        } catch (Throwable e) {
            if (!stopping) {
                died.accept(e);
            }
        }
    }
}
