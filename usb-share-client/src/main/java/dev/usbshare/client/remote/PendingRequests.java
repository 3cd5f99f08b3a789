package dev.usbshare.client.remote;

import dev.usbshare.wire.CloseCode;
import dev.usbshare.wire.ControlMessage.FromServer;
import dev.usbshare.wire.ProtocolException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The requests of one connection that wait for their answer, by number. Bounded by what we ask. */
final class PendingRequests {

    private final Map<Integer, CompletableFuture<FromServer>> waiting = new HashMap<>();
    private int last;

    /** A number for a new request; its future completes with the server's answer. */
    int register(CompletableFuture<FromServer> answer) {
        last++;
        waiting.put(last, answer);
        return last;
    }

    void answer(int request, FromServer message) {
        CompletableFuture<FromServer> answer = waiting.remove(request);
        if (answer == null) {
            throw new ProtocolException(CloseCode.UNEXPECTED, "an answer to a request that was not made");
        }
        answer.complete(message);
    }

    void failAll(Exception cause) {
        List<CompletableFuture<FromServer>> all = List.copyOf(waiting.values());
        waiting.clear();
        all.forEach(f -> f.completeExceptionally(cause));
    }
}
