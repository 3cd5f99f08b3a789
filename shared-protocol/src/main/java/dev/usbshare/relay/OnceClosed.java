package dev.usbshare.relay;

import dev.usbshare.relay.RelayFrame.FromRelay;
import org.jspecify.annotations.Nullable;

/** Holds {@link RelayLinkEvents} to their order, whatever the many places that may find out about an end do. */
final class OnceClosed implements RelayLinkEvents {

    private final RelayLinkEvents events;
    private @Nullable Runnable settled;
    private boolean open;
    private boolean closed;

    OnceClosed(RelayLinkEvents events) {
        this.events = events;
    }

    /** @param task run once, as soon as it is open or closed */
    void onSettled(Runnable task) {
        settled = task;
    }

    boolean isOpen() {
        return open;
    }

    boolean isClosed() {
        return closed;
    }

    /** Tells nothing any more. */
    void mute() {
        closed = true;
        settle();
    }

    private void settle() {
        Runnable task = settled;
        settled = null;
        if (task != null) {
            task.run();
        }
    }

    @Override
    public void onOpen(RelayLink link) {
        if (!closed && !open) {
            open = true;
            settle();
            events.onOpen(link);
        }
    }

    @Override
    public void onFrame(FromRelay frame) {
        if (closed) {
            frame.release();
        } else {
            events.onFrame(frame);
        }
    }

    @Override
    public void onReadComplete() {
        if (!closed && open) {
            events.onReadComplete();
        }
    }

    @Override
    public void onClosed(RelayFailure failure) {
        if (!closed) {
            mute();
            events.onClosed(failure);
        }
    }
}
