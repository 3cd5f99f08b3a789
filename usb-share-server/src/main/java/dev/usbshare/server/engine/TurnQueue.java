package dev.usbshare.server.engine;

import dev.usbshare.wire.CloseCode;
import dev.usbshare.wire.ProtocolException;
import dev.usbshare.wire.WireLimits;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Predicate;

/**
 * A stream's frames that must wait for their turn: those behind a fence, or behind a request that the USB stack carries
 * out as a call. Nearly always empty; reading stops while it is not, so it holds one batch of frames at most.
 */
final class TurnQueue {

    /** Twice the URBs that can be in flight: each with its unlink. */
    private static final int MAX_FRAMES = 2 * WireLimits.MAX_IN_FLIGHT_URBS;

    private final ArrayDeque<Object> frames = new ArrayDeque<>();
    private final Predicate<Object> processor;
    private boolean waiting;
    private boolean draining;

    /** @param processor takes a frame whose turn has come; true if what follows must wait for {@link #resume} */
    TurnQueue(Predicate<Object> processor) {
        this.processor = processor;
    }

    void add(Object frame) {
        if (!waiting && frames.isEmpty() && !draining) {
            drainFrom(frame);
            return;
        }
        if (frames.size() >= MAX_FRAMES) {
            throw new ProtocolException(CloseCode.LIMIT_EXCEEDED, MAX_FRAMES + " frames wait on one stream");
        }
        frames.add(frame);
    }

    boolean isWaiting() {
        return waiting;
    }

    /** Whether every frame has had its turn. */
    boolean isIdle() {
        return !waiting && frames.isEmpty();
    }

    void resume() {
        waiting = false;
        if (!draining && !frames.isEmpty()) {
            drainFrom(frames.remove());
        }
    }

    /** Empties the queue and ends the wait. */
    List<Object> clear() {
        var left = List.copyOf(frames);
        frames.clear();
        waiting = false;
        return left;
    }

    private void drainFrom(Object first) {
        draining = true;
        try {
            Object next = first;
            while (next != null) {
                // Set before the call: what it waits for may happen inside.
                waiting = true;
                boolean mustWait = processor.test(next);
                if (!mustWait) {
                    waiting = false;
                }
                next = waiting ? null : frames.poll();
            }
        } finally {
            draining = false;
        }
    }
}
