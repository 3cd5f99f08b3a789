package dev.usbshare.simulation;

import dev.usbshare.usb.TransferFlags;
import dev.usbshare.usb.Urb;
import dev.usbshare.usb.UrbStatus;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** One URB inside a device, with how far it has come; run it to tell its listener the end. */
final class Transfer implements Runnable {

    private final Urb urb;
    private final @Nullable Pipe pipe;
    private int movedBytes;
    private int status;

    Transfer(Urb urb, @Nullable Pipe pipe) {
        this.urb = urb;
        this.pipe = pipe;
        urb.deviceState(this);
    }

    /** The pipe it waits in; none for control. */
    @Nullable
    Pipe pipe() {
        return pipe;
    }

    int movedBytes() {
        return movedBytes;
    }

    int roomBytes() {
        return urb.lengthBytes() - movedBytes;
    }

    void moved(int bytes) {
        movedBytes += bytes;
    }

    /** The data not yet moved, to be written (IN): a view of the URB's buffer, empty so far. */
    ByteBuf room() {
        return data().clear();
    }

    /** The data not yet moved, to be read (OUT): a view of the URB's buffer. */
    ByteBuf data() {
        return urb.buffer().slice(Urb.HEADROOM_BYTES + movedBytes, roomBytes());
    }

    /** Whether an OUT transfer closes with a packet shorter than the endpoint's. */
    boolean endsShort(int maxPacketBytes) {
        return urb.lengthBytes() % maxPacketBytes != 0
                || urb.lengthBytes() == 0
                || TransferFlags.isSet(urb.flags(), TransferFlags.ZERO_PACKET);
    }

    /** Settles the end of an IN transfer that went well, which a submitter may still call too short. */
    void endIn() {
        boolean tooShort = roomBytes() > 0 && TransferFlags.isSet(urb.flags(), TransferFlags.SHORT_NOT_OK);
        end(tooShort ? UrbStatus.EREMOTEIO : UrbStatus.OK);
    }

    void end(int status) {
        this.status = status;
    }

    @Override
    public void run() {
        urb.deviceState(null);
        urb.complete(status, movedBytes);
    }
}
