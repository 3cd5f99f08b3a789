package dev.usbshare.server.engine;

import dev.usbshare.usb.Urb;
import dev.usbshare.usb.UrbListener;
import dev.usbshare.wire.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One SUBMIT on its way: known by its id from the moment its header arrived, given to the device when its turn came, and
 * charged to the budget until its answer has left.
 */
final class InFlightUrb implements UrbListener, ChannelFutureListener {

    /** Not refused: it has a place in the table and its bytes are charged. */
    static final int ADMITTED = 0;

    private final UrbEnds ends;
    final EndpointStream stream;
    final Frame.Submit submit;
    /** {@link #ADMITTED}, or the status to answer with: then it has no place in the table and no charge. */
    final int refusal;

    final int chargedBytes;

    /** Its memory while the URB waits for its data and its turn; null while the data is being received into it. */
    @Nullable
    ByteBuf buffer;

    /** The URB at the device; null before its turn, and for a request that is carried out as a call. */
    @Nullable
    Urb urb;

    boolean unlinked;
    /** Held back by a limit. */
    boolean waits;
    /** Charged to a limit, which what it does not move is to be given back to. */
    boolean metered;
    /** Given to the device, or under way as a call. */
    boolean begun;

    long submittedNanos;

    InFlightUrb(UrbEnds ends, EndpointStream stream, Frame.Submit submit, int refusal, int chargedBytes) {
        this.ends = ends;
        this.stream = stream;
        this.submit = submit;
        this.refusal = refusal;
        this.chargedBytes = chargedBytes;
    }

    int id() {
        return submit.urbId();
    }

    /** Hands its memory over. */
    ByteBuf takeBuffer() {
        ByteBuf taken = Objects.requireNonNull(buffer, "no buffer");
        buffer = null;
        return taken;
    }

    /** Gives up its memory, where it still has it. */
    void releaseBuffer() {
        if (buffer != null) {
            takeBuffer().release();
        }
    }

    boolean isRefused() {
        return refusal != ADMITTED;
    }

    @Override
    public void onUrbComplete(Urb ended, int status, int actualLengthBytes) {
        ends.ended(this, ended, status, actualLengthBytes);
    }

    /** The answer was handed to the transport, or its stream is gone. */
    @Override
    public void operationComplete(ChannelFuture written) {
        ends.answerLeft(this);
    }
}
