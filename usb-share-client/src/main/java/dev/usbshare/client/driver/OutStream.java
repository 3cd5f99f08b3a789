package dev.usbshare.client.driver;

import dev.usbshare.usb.EndpointAddress;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;

/**
 * An OUT endpoint kept busy: several writes in flight, in order.
 *
 * <p><b>Confinement</b>: one thread at a time.
 */
final class OutStream implements AutoCloseable {

    private final BlockingPipes pipes;
    private final EndpointAddress endpoint;
    private final int transfers;
    private final ArrayDeque<CompletableFuture<UrbResult>> inFlight = new ArrayDeque<>();

    OutStream(BlockingPipes pipes, EndpointAddress endpoint, int transfers) {
        this.pipes = pipes;
        this.endpoint = endpoint;
        this.transfers = transfers;
    }

    /** Begins a write; waits for the oldest one first if there are enough. */
    void write(byte[] data) throws IOException {
        if (inFlight.size() == transfers) {
            awaitOldest();
        }
        inFlight.add(pipes.pipes().out(endpoint, data, 0));
    }

    /** Waits for all writes. */
    void flush() throws IOException {
        while (!inFlight.isEmpty()) {
            awaitOldest();
        }
    }

    /** Unlinks what is in flight. */
    @Override
    public void close() {
        inFlight.forEach(write -> write.cancel(true));
        inFlight.clear();
    }

    private void awaitOldest() throws IOException {
        String action = "write to endpoint " + endpoint;
        BlockingPipes.requireOk(pipes.await(inFlight.remove(), action), action);
    }
}
