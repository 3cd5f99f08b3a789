package dev.usbshare.server.relay;

import java.util.concurrent.atomic.AtomicLong;

/** Bytes that wait for all clients together. Changed on the relay's event loop only, read from any thread. */
final class QueueBudget {

    private final AtomicLong waiting = new AtomicLong();

    void add(int bytes) {
        waiting.addAndGet(bytes);
    }

    void remove(int bytes) {
        waiting.addAndGet(-bytes);
    }

    long waiting() {
        return waiting.get();
    }
}
