package dev.usbshare.client.driver;

import dev.usbshare.usb.EndpointAddress;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;

/**
 * An IN endpoint kept busy: several reads in flight, their data in order.
 *
 * <p><b>Confinement</b>: one thread at a time. A new read begins as an old one is taken, so that a reader who does not take is not
 * buffered for.
 */
final class InStream implements AutoCloseable {

    private final BlockingPipes pipes;
    private final EndpointAddress endpoint;
    private final int transferBytes;
    private final ArrayDeque<CompletableFuture<UrbResult>> inFlight = new ArrayDeque<>();
    private long askBytes;

    /** @param totalBytes never asks for more than this altogether */
    InStream(BlockingPipes pipes, EndpointAddress endpoint, int transferBytes, int transfers, long totalBytes) {
        this.pipes = pipes;
        this.endpoint = endpoint;
        this.transferBytes = transferBytes;
        this.askBytes = totalBytes;
        for (int i = 0; i < transfers; i++) {
            ask();
        }
    }

    /**
     * Waits for the oldest read.
     *
     * @throws UsbIoException if it ended badly or does not end in time, after which the stream is of no use, or if the total is
     *     reached
     */
    byte[] next() throws IOException {
        CompletableFuture<UrbResult> oldest = inFlight.poll();
        if (oldest == null) {
            throw new UsbIoException("read from endpoint " + endpoint + ": no more was asked for");
        }
        String action = "read from endpoint " + endpoint;
        UrbResult result = BlockingPipes.requireOk(pipes.await(oldest, action), action);
        ask();
        return result.data();
    }

    /** Unlinks what is in flight. */
    @Override
    public void close() {
        inFlight.forEach(read -> read.cancel(true));
        inFlight.clear();
    }

    private void ask() {
        if (askBytes > 0) {
            int bytes = (int) Math.min(transferBytes, askBytes);
            askBytes -= bytes;
            inFlight.add(pipes.pipes().in(endpoint, bytes, 0));
        }
    }
}
