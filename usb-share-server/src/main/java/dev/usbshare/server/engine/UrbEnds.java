package dev.usbshare.server.engine;

import dev.usbshare.usb.Direction;
import dev.usbshare.usb.TransferType;
import dev.usbshare.usb.Urb;
import dev.usbshare.usb.UrbStatus;
import java.util.function.LongSupplier;

/**
 * The way back of an URB: out of the table and, unless its stream is gone, as an answer to the client.
 *
 * <p><b>Confinement</b>: the engine's executor.
 */
final class UrbEnds {

    private final InFlightTable table;
    private final BulkGate gate;
    private final EngineListener listener;
    private final EngineTap tap;
    private final LongSupplier nanoClock;
    private boolean closing;

    UrbEnds(InFlightTable table, BulkGate gate, EngineListener listener, EngineTap tap, LongSupplier nanoClock) {
        this.table = table;
        this.gate = gate;
        this.listener = listener;
        this.tap = tap;
        this.nanoClock = nanoClock;
    }

    /** From now on what does not end well ends with ESHUTDOWN. */
    void closing() {
        closing = true;
    }

    /** The device has ended an URB. */
    void ended(InFlightUrb entry, Urb urb, int status, int actualLengthBytes) {
        int actual = Math.clamp(actualLengthBytes, 0, urb.lengthBytes());
        table.leave(entry);
        gate.ended(entry, actual);
        entry.urb = null;
        tap.ended(urb, status, actual);
        listener.urbCompleted(
                urb.type(), urb.direction(), status, actual, nanoClock.getAsLong() - entry.submittedNanos);
        if (entry.stream.isClosed()) {
            urb.release();
            table.answerLeft(entry);
            return;
        }
        boolean in = urb.direction() == Direction.IN;
        boolean cancelled = status == UrbStatus.ECONNRESET;
        if (cancelled && entry.unlinked && !(in && actual > 0)) {
            urb.release();
            entry.stream.unlinked(entry.id());
            table.answerLeft(entry);
            return;
        }
        // A cancelled IN transfer can have moved data; losing it would break a serial line (libusb#739).
        int told = cancelled && entry.unlinked ? UrbStatus.OK : statusToTell(status);
        entry.stream.complete(entry, urb.takeBuffer(), told, actual, in ? actual : 0);
    }

    private int statusToTell(int status) {
        if (closing && status != UrbStatus.OK) {
            return UrbStatus.ESHUTDOWN;
        }
        // Cancelled by us, as when its interface changed its setting: the kernel must not read it as its own unlink.
        return status == UrbStatus.ECONNRESET ? UrbStatus.EPROTO : status;
    }

    /** A request that was carried out as a call has ended. */
    void callEnded(InFlightUrb urb, int status) {
        if (!table.leave(urb)) {
            return;
        }
        tap.callEnded(urb.id(), status);
        listener.urbCompleted(
                TransferType.CONTROL, Direction.OUT, status, 0, nanoClock.getAsLong() - urb.submittedNanos);
        if (urb.stream.isClosed()) {
            table.answerLeft(urb);
            return;
        }
        urb.stream.complete(urb, closing ? UrbStatus.ESHUTDOWN : status);
        urb.stream.resume();
    }

    /**
     * Answers an URB whose end the device will not tell, because it is going away: one that waits for its turn, one whose
     * data is still arriving, or a call under way. One that has ended is left alone.
     */
    void shutDown(InFlightUrb urb) {
        urb.releaseBuffer();
        if (!table.leave(urb)) {
            return;
        }
        if (urb.begun) {
            tap.callEnded(urb.id(), UrbStatus.ESHUTDOWN);
            listener.urbCompleted(
                    TransferType.CONTROL,
                    Direction.OUT,
                    UrbStatus.ESHUTDOWN,
                    0,
                    nanoClock.getAsLong() - urb.submittedNanos);
        } else {
            listener.urbRefused(UrbStatus.ESHUTDOWN);
        }
        if (urb.stream.isClosed()) {
            table.answerLeft(urb);
        } else {
            urb.stream.complete(urb, UrbStatus.ESHUTDOWN);
        }
    }

    /** Answers an URB that was held back and cannot start any more. */
    void refuse(InFlightUrb urb, int status) {
        urb.releaseBuffer();
        if (table.leave(urb)) {
            listener.urbRefused(status);
            urb.stream.complete(urb, status);
        }
    }

    /** Answers an UNLINK of an URB that was held back. */
    void unlinked(InFlightUrb urb) {
        urb.releaseBuffer();
        if (table.leave(urb)) {
            urb.stream.unlinked(urb.id());
            table.answerLeft(urb);
        }
    }

    /** Forgets an URB that never reached the device and that nobody waits for; one that has ended is left alone. */
    void abandon(InFlightUrb urb) {
        urb.releaseBuffer();
        if (table.leave(urb)) {
            table.answerLeft(urb);
        }
    }

    void answerLeft(InFlightUrb urb) {
        table.answerLeft(urb);
    }
}
