package dev.usbshare.server.usbhost;

import dev.usbshare.usb.Urb;
import dev.usbshare.usb.UrbStatus;
import io.netty.buffer.ByteBuf;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.usb4java.LibUsb;

/**
 * An URB on its way through libusb; pooled with its native transfer, so that a steady flow allocates nothing.
 *
 * <p><b>Confinement</b>: the device's executor; {@link #transferEnded} alone runs on the event thread, writes the two
 * raw fields and hands over through the {@link CompletionQueue}, which orders them.
 */
final class UrbTransfer implements TransferEnd, RequestSequence.Item {

    enum State {
        /** In the pool. */
        FREE,
        /** Not started yet: waits behind a blocking request or for memory. */
        WAITING,
        /** With libusb. */
        IN_FLIGHT,
        /** We ended it ourselves, which its drain has still to hear: it is in the queue, so it must not be used again. */
        FAILED,
        /** Its outcome is known, its turn to be given back may not have come. */
        ENDED
    }

    private final CompletionQueue completions;
    private @Nullable LibusbTransfer nativeTransfer;
    private @Nullable Urb urb;

    State state = State.FREE;
    /** Its submitter asked for its end: it no longer holds back those behind it. */
    boolean unlinked;
    /** Asked to be cancelled while a blocking request held the device. */
    boolean cancelHeld;
    /** Retries for want of memory that a timer, not a completion, started. */
    int timedRetries;
    /** The outcome, valid once ENDED. */
    int status;

    int actualBytes;

    /** Links of {@link EndpointLane}. */
    @Nullable
    EndpointLane lane;

    @Nullable
    UrbTransfer earlier;

    @Nullable
    UrbTransfer later;

    /** Link of {@link CompletionQueue}. */
    @Nullable
    UrbTransfer nextCompleted;

    /** A reference of our own to the URB's buffer, held when the URB ends before its transfer does. */
    @Nullable
    ByteBuf pinned;

    private int rawStatus;
    private int rawActualBytes;

    UrbTransfer(CompletionQueue completions) {
        this.completions = completions;
    }

    /** Its native transfer, allocated when first needed: not for an URB that never reaches the device. */
    LibusbTransfer nativeTransfer(LibusbHandle handle) {
        LibusbTransfer allocated = nativeTransfer;
        if (allocated == null) {
            allocated = handle.allocate(this);
            nativeTransfer = allocated;
        }
        return allocated;
    }

    void cancel() {
        if (nativeTransfer != null) {
            nativeTransfer.cancel();
        }
    }

    void free() {
        if (nativeTransfer != null) {
            nativeTransfer.free();
            nativeTransfer = null;
        }
    }

    void begin(Urb next) {
        urb = next;
        state = State.WAITING;
        next.deviceState(this);
    }

    Urb urb() {
        return Objects.requireNonNull(urb, "transfer without an URB");
    }

    boolean carries(Urb other) {
        return urb == other;
    }

    /** Ends it with an outcome of our own, delivered through the queue like any other. */
    void fail(int outcome) {
        state = State.FAILED;
        status = outcome;
        actualBytes = 0;
        completions.push(this);
    }

    /** Ends it with ESHUTDOWN, past the queue: libusb will not tell of it, or too late. */
    void abandon() {
        state = State.ENDED;
        status = UrbStatus.ESHUTDOWN;
        actualBytes = 0;
    }

    /** Takes over what libusb said; true if that is that the device is gone. */
    boolean settle() {
        actualBytes = rawActualBytes;
        status = TransferStatus.ofTransfer(urb(), rawStatus, rawActualBytes, unlinked);
        return rawStatus == LibUsb.TRANSFER_NO_DEVICE;
    }

    /** Forgets the URB, which is the caller's again. */
    Urb finish() {
        Urb ended = urb();
        ended.deviceState(null);
        urb = null;
        state = State.FREE;
        unlinked = false;
        cancelHeld = false;
        timedRetries = 0;
        return ended;
    }

    @Override
    public void transferEnded(int libusbStatus, int libusbActualBytes) {
        rawStatus = libusbStatus;
        rawActualBytes = libusbActualBytes;
        completions.push(this);
    }
}
