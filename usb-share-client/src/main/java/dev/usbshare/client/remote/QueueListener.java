package dev.usbshare.client.remote;

/** Hears that a request for a lease waits. Runs on the transport's executor. */
@FunctionalInterface
public interface QueueListener {

    /**
     * The request waits, or its place changed.
     *
     * @param position 1 for the next in line
     * @param holder who has the device
     * @param cancel takes the request back, which then fails
     */
    void queued(int position, String holder, Runnable cancel);
}
