package dev.usbshare.client.bridge;

import dev.usbshare.usb.IsoPackets;
import dev.usbshare.usb.TransferFlags;
import dev.usbshare.usb.UrbStatus;
import dev.usbshare.wire.CloseCode;
import dev.usbshare.wire.Frame;
import dev.usbshare.wire.ProtocolException;
import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The way back of an URB: what the server says on the pipes, checked against the table, and told to the kernel where it
 * still waits.
 *
 * <p><b>Confinement</b>: the bridge's event loop.
 */
final class ServerAnswers {

    private final InFlightTable table;
    private final KernelSide kernel;
    private final ActiveSetting setting;
    private final BridgeListener listener;
    private final LongSupplier nanoClock;
    private final Consumer<PendingUrb> takeBack;
    private final Runnable reconfigured;
    private final LateData late = new LateData();
    private boolean ended;

    /**
     * @param takeBack unlinks an URB
     * @param reconfigured runs when the device has taken another configuration
     */
    ServerAnswers(
            InFlightTable table,
            KernelSide kernel,
            ActiveSetting setting,
            BridgeListener listener,
            LongSupplier nanoClock,
            Consumer<PendingUrb> takeBack,
            Runnable reconfigured) {
        this.table = table;
        this.kernel = kernel;
        this.setting = setting;
        this.listener = listener;
        this.nanoClock = nanoClock;
        this.takeBack = takeBack;
        this.reconfigured = reconfigured;
    }

    /** Nobody wants to hear anything any more. */
    void end() {
        ended = true;
        late.clear();
    }

    /** Where a COMPLETE's data belongs; null if nobody wants it any more. */
    @Nullable
    ByteBuf payload(EndpointPipe pipe, Frame.Complete complete, int payloadBytes) {
        if (ended) {
            return null;
        }
        PendingUrb urb = requireSound(pipe, complete, payloadBytes);
        boolean wanted = table.find(complete.urbId()) != null || mayKeep(urb, complete, payloadBytes);
        return wanted ? KernelSide.answerBuffer(urb.cmd(), payloadBytes) : null;
    }

    /** @param payload from {@link #payload}, owned here now */
    void completed(EndpointPipe pipe, Frame.Complete complete, @Nullable ByteBuf payload) {
        PendingUrb urb = ended ? null : table.find(complete.urbId());
        if (urb == null) {
            completedLate(pipe, complete, payload);
            return;
        }
        if (payload == null) {
            requireSound(pipe, complete, 0);
        }
        table.completed(urb);
        follow(urb, complete.status());
        kernel.retSubmit(
                urb.cmd(),
                complete.status(),
                complete.actualLengthBytes(),
                complete.startFrame(),
                complete.packets(),
                payload != null ? payload : KernelSide.answerBuffer(urb.cmd(), 0));
        listener.urbCompleted(
                urb.type(),
                urb.cmd().direction(),
                complete.actualLengthBytes(),
                nanoClock.getAsLong() - urb.submittedNanos(),
                complete.status());
    }

    /** The server completed what the kernel had taken back: the kernel hears nothing, but the device has done it. */
    private void completedLate(EndpointPipe pipe, Frame.Complete complete, @Nullable ByteBuf payload) {
        PendingUrb urb = ended ? null : table.findUnlinked(complete.urbId());
        if (urb == null || urb.pipe() != pipe) {
            if (payload != null) {
                payload.release();
            }
            if (ended) {
                return;
            }
            throw unknown(complete.urbId());
        }
        table.unlinkedEnded(urb);
        follow(urb, complete.status());
        int bytes = complete.actualLengthBytes();
        boolean keep = payload != null && mayKeep(urb, complete, bytes);
        if (urb.isIn() && bytes > 0) {
            listener.lateData(bytes, keep);
        }
        if (payload == null) {
            return;
        }
        if (keep) {
            late.add(pipe, payload);
            passOn(pipe);
        } else {
            payload.release();
        }
    }

    private boolean mayKeep(PendingUrb urb, Frame.Complete complete, int payloadBytes) {
        return complete.status() == UrbStatus.OK && !urb.isStale() && late.admits(urb, payloadBytes);
    }

    /** Gives late data to the URBs that wait already; what the server says to those is late data again. */
    private void passOn(EndpointPipe pipe) {
        PendingUrb next = table.oldestWaiting(pipe);
        while (next != null && late.has(pipe)) {
            takeBack.accept(next);
            give(next);
            next = table.oldestWaiting(pipe);
        }
    }

    /** Answers a new URB from its endpoint's late data; false if there is none. */
    boolean answerLate(PendingUrb urb) {
        if (!late.has(urb.pipe())) {
            return false;
        }
        table.completed(urb);
        give(urb);
        return true;
    }

    private void give(PendingUrb urb) {
        ByteBuf answer = late.take(urb.pipe(), urb.cmd());
        int bytes = LateData.dataBytes(answer);
        boolean shortAnswer = bytes < urb.lengthBytes();
        boolean forbidden = TransferFlags.isSet(urb.cmd().transferFlags(), TransferFlags.SHORT_NOT_OK);
        int status = shortAnswer && forbidden ? UrbStatus.EREMOTEIO : UrbStatus.OK;
        kernel.retSubmit(urb.cmd(), status, bytes, 0, IsoPackets.NONE, answer);
        listener.urbCompleted(
                urb.type(), urb.cmd().direction(), bytes, nanoClock.getAsLong() - urb.submittedNanos(), status);
    }

    /** An endpoint begins anew: what it said before is of no use. */
    void beginAnew(EndpointPipe pipe) {
        pipe.beginAnew();
        late.drop(pipe);
    }

    /** The server cancelled an URB, or had completed it before it was asked to. */
    void unlinked(EndpointPipe pipe, int urbId) {
        PendingUrb urb = table.findUnlinked(urbId);
        if (urb != null && urb.pipe() == pipe) {
            table.unlinkedEnded(urb);
            return;
        }
        // A COMPLETE may have crossed the UNLINK and ended the URB before: then this says nothing new.
        if (table.find(urbId) != null) {
            throw new ProtocolException(CloseCode.UNEXPECTED, "UNLINKED for an URB that was not taken back");
        }
    }

    /** Endpoints change with a configuration or an alternate setting, which the device has now taken. */
    private void follow(PendingUrb urb, int status) {
        if (urb.isControl()
                && status == UrbStatus.OK
                && setting.follow(urb.cmd().setup())) {
            reconfigured.run();
        }
    }

    private PendingUrb requireSound(EndpointPipe pipe, Frame.Complete complete, int payloadBytes) {
        PendingUrb urb = table.find(complete.urbId());
        if (urb == null) {
            urb = table.findUnlinked(complete.urbId());
        }
        if (urb == null || urb.pipe() != pipe) {
            throw unknown(complete.urbId());
        }
        urb.requireSound(complete, payloadBytes);
        return urb;
    }

    private static ProtocolException unknown(int urbId) {
        return new ProtocolException(
                CloseCode.UNEXPECTED,
                "COMPLETE for URB " + Integer.toUnsignedString(urbId) + ", which is not in flight");
    }
}
