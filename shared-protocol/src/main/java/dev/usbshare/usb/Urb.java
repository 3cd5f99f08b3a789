package dev.usbshare.usb;

import io.netty.buffer.ByteBuf;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One USB request on the way through a device: what was asked, the memory that carries its data, and who hears the end.
 *
 * <p><b>Confinement</b>: the executor that its device was opened with.
 *
 * <p><b>Ownership</b>: the URB owns {@link #buffer()} from construction until it hands it over with
 * {@link #takeBuffer()}; whoever holds the URB at its end releases or takes the buffer, exactly once.
 *
 * <p><b>Layout</b>: data begins at index {@value #HEADROOM_BYTES} of the buffer, so that the frame that answers can be
 * written in front of it without a copy. A control URB has its setup packet in the eight bytes before the data.
 */
public final class Urb {

    /** Room before the data: the size of a COMPLETE frame's header, which equals a USB/IP header. */
    public static final int HEADROOM_BYTES = 48;

    private final int id;
    private final EndpointAddress endpoint;
    private final TransferType type;
    private final @Nullable SetupPacket setup;
    private final int flags;
    private final int lengthBytes;
    private final UrbListener listener;
    private @Nullable ByteBuf buffer;
    private @Nullable Object deviceState;

    private Urb(
            int id,
            EndpointAddress endpoint,
            TransferType type,
            @Nullable SetupPacket setup,
            int flags,
            int lengthBytes,
            ByteBuf buffer,
            UrbListener listener) {
        if (lengthBytes < 0 || buffer.capacity() < HEADROOM_BYTES + lengthBytes) {
            throw new IllegalArgumentException("buffer of " + buffer.capacity() + " bytes for " + lengthBytes);
        }
        this.id = id;
        this.endpoint = endpoint;
        this.type = type;
        this.setup = setup;
        this.flags = flags;
        this.lengthBytes = lengthBytes;
        this.buffer = buffer;
        this.listener = listener;
    }

    /** A control URB; takes ownership of {@code buffer} and writes the setup packet before its data. */
    public static Urb control(int id, SetupPacket setup, int flags, int lengthBytes, ByteBuf buffer, UrbListener end) {
        setup.write(buffer, HEADROOM_BYTES - SetupPacket.BYTES);
        return new Urb(id, EndpointAddress.CONTROL, TransferType.CONTROL, setup, flags, lengthBytes, buffer, end);
    }

    /** A bulk or interrupt URB; takes ownership of {@code buffer}. */
    public static Urb data(
            int id,
            EndpointAddress endpoint,
            TransferType type,
            int flags,
            int lengthBytes,
            ByteBuf buffer,
            UrbListener end) {
        return new Urb(id, endpoint, type, null, flags, lengthBytes, buffer, end);
    }

    /** The submitter's number for it, unique among those in flight on the device; an opaque u32. */
    public int id() {
        return id;
    }

    public EndpointAddress endpoint() {
        return endpoint;
    }

    public TransferType type() {
        return type;
    }

    /** The setup packet of a control URB. */
    public SetupPacket setup() {
        return Objects.requireNonNull(setup, "not a control URB");
    }

    public boolean isControl() {
        return setup != null;
    }

    public Direction direction() {
        return setup != null ? setup.direction() : endpoint.direction();
    }

    /** {@link TransferFlags} as submitted. */
    public int flags() {
        return flags;
    }

    /** Data length asked for, without a setup packet. */
    public int lengthBytes() {
        return lengthBytes;
    }

    /** The buffer, still owned by this URB. */
    public ByteBuf buffer() {
        return Objects.requireNonNull(buffer, "buffer already taken");
    }

    /** Hands the buffer over: the caller owns it now. */
    public ByteBuf takeBuffer() {
        ByteBuf taken = buffer();
        buffer = null;
        return taken;
    }

    /** Releases the buffer if it is still here. */
    public void release() {
        if (buffer != null) {
            buffer.release();
            buffer = null;
        }
    }

    /** Ends the URB: tells its listener. Called once, on the device's executor, never from inside a submit. */
    public void complete(int status, int actualLengthBytes) {
        listener.onUrbComplete(this, status, actualLengthBytes);
    }

    /** The device's own note on this URB, such as its native transfer; nobody else reads it. */
    public @Nullable Object deviceState() {
        return deviceState;
    }

    public void deviceState(@Nullable Object state) {
        this.deviceState = state;
    }
}
