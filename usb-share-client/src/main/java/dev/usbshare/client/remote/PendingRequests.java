package dev.usbshare.client.remote;

import dev.usbshare.wire.CloseCode;
import dev.usbshare.wire.ControlMessage.FromServer;
import dev.usbshare.wire.ProtocolException;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The requests of one connection that wait for their answer, by number; at most {@value #MAX_WAITING}. One whose time is
 * up fails, and is remembered all the same: its answer may still come.
 *
 * <p><b>Confinement</b>: the connection's executor.
 */
final class PendingRequests {

    /** An attach for each device of a full catalog; a server that answers nothing must not fill our memory. */
    static final int MAX_WAITING = 1024;

    private record Waiting(CompletableFuture<FromServer> answer, Future<?> deadline) {}

    private final EventExecutor executor;
    private final Map<Integer, Waiting> waiting = new HashMap<>();
    private int last;

    PendingRequests(EventExecutor executor) {
        this.executor = executor;
    }

    /**
     * A number for a new request.
     *
     * @param answer completes with the server's answer, or fails with {@link TimeoutException} after {@code patience}
     * @throws IllegalStateException if too many wait
     */
    int register(CompletableFuture<FromServer> answer, Duration patience) {
        if (waiting.size() == MAX_WAITING) {
            throw new IllegalStateException("the server has not answered " + MAX_WAITING + " requests");
        }
        last++;
        Future<?> deadline = executor.schedule(
                () -> answer.completeExceptionally(
                        new TimeoutException("the server did not answer within " + patience.toSeconds() + " s")),
                patience.toMillis(),
                TimeUnit.MILLISECONDS);
        waiting.put(last, new Waiting(answer, deadline));
        return last;
    }

    /** The server has heard the request and says that its answer takes as long as it takes. */
    void stopClock(int request) {
        Waiting one = waiting.get(request);
        if (one != null) {
            one.deadline.cancel(false);
        }
    }

    /** False if the request had failed before, so that nobody takes the answer. */
    boolean answer(int request, FromServer message) {
        Waiting one = waiting.remove(request);
        if (one == null) {
            throw new ProtocolException(CloseCode.UNEXPECTED, "an answer to a request that was not made");
        }
        one.deadline.cancel(false);
        return one.answer.complete(message);
    }

    /** The request never reached the server. */
    void fail(int request, Throwable cause) {
        Waiting one = waiting.remove(request);
        if (one != null) {
            one.deadline.cancel(false);
            one.answer.completeExceptionally(cause);
        }
    }

    void failAll(Exception cause) {
        List.copyOf(waiting.keySet()).forEach(request -> fail(request, cause));
    }
}
