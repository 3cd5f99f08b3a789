package dev.usbshare.wire;

import dev.usbshare.usb.SetupPacket;
import dev.usbshare.usb.Urb;
import io.netty.buffer.ByteBuf;

/**
 * Writes frame headers; the payload, where there is one, is the caller's to send right after its header.
 *
 * <p>Pure functions that borrow their buffer. All numbers big-endian, except inside a setup packet.
 */
public final class FrameEncoder {

    /** A COMPLETE's header when it has no iso packets: fits the headroom of an {@link Urb}'s buffer. */
    public static final int COMPLETE_BYTES = FrameLayout.PREFIX_BYTES + FrameLayout.COMPLETE_BODY_BYTES;

    /** A SUBMIT's header when it has no iso packets. */
    public static final int SUBMIT_BYTES = FrameLayout.PREFIX_BYTES + FrameLayout.SUBMIT_BODY_BYTES;

    /**
     * Turns an URB's buffer into a COMPLETE frame: header in the headroom, data behind it, indexes set to the frame.
     *
     * @param payloadBytes {@code actualLengthBytes} for IN, 0 for OUT
     */
    public static void completeInPlace(
            ByteBuf buffer, long sequence, long ack, int urbId, int status, int actualLengthBytes, int payloadBytes) {
        putPrefix(buffer, 0, FrameLayout.COMPLETE, FrameLayout.COMPLETE_BODY_BYTES + payloadBytes, sequence, ack);
        putComplete(buffer, 0, urbId, status, actualLengthBytes, 0, 0, 0);
        buffer.setIndex(0, COMPLETE_BYTES + payloadBytes);
    }

    /**
     * Writes a SUBMIT's {@value #SUBMIT_BYTES} bytes at an absolute index, moving no index of the buffer.
     *
     * @param payloadBytes {@code lengthBytes} for OUT, 0 for IN
     */
    public static void putSubmit(
            ByteBuf buffer,
            int index,
            long sequence,
            long ack,
            int urbId,
            int transferFlags,
            int lengthBytes,
            int interval,
            SetupPacket setup,
            int payloadBytes) {
        putPrefix(buffer, index, FrameLayout.SUBMIT, FrameLayout.SUBMIT_BODY_BYTES + payloadBytes, sequence, ack);
        putSubmit(buffer, index, urbId, transferFlags, lengthBytes, 0, 0, interval, setup);
    }

    /** Size of a frame's header: everything but its payload. */
    public static int headerBytes(Frame frame) {
        return FrameLayout.PREFIX_BYTES + bodyBytes(frame);
    }

    /**
     * Appends a frame's header at the writer index.
     *
     * @param payloadBytes what the caller will send after it; 0 for all but an OUT SUBMIT and an IN COMPLETE
     */
    public static void write(ByteBuf out, Frame frame, int payloadBytes) {
        int at = out.writerIndex();
        out.writeZero(FrameLayout.PREFIX_BYTES + fixedBytes(frame));
        int length = bodyBytes(frame) + payloadBytes;
        switch (frame) {
            case Frame.Open f -> {
                putPrefix(out, at, FrameLayout.OPEN, length, 0, 0);
                f.lease().write(out, at + FrameLayout.OPEN_LEASE);
                out.setByte(at + FrameLayout.OPEN_ENDPOINT, f.endpoint().value());
                out.setByte(at + FrameLayout.OPEN_VERSION, WireProtocol.VERSION);
            }
            case Frame.Submit f -> {
                putPrefix(out, at, FrameLayout.SUBMIT, length, f.sequence(), f.ack());
                putSubmit(
                        out,
                        at,
                        f.urbId(),
                        f.transferFlags(),
                        f.lengthBytes(),
                        f.startFrame(),
                        f.packets().count(),
                        f.interval(),
                        f.setup());
                f.packets().write(out);
            }
            case Frame.Complete f -> {
                putPrefix(out, at, FrameLayout.COMPLETE, length, f.sequence(), f.ack());
                putComplete(
                        out,
                        at,
                        f.urbId(),
                        f.status(),
                        f.actualLengthBytes(),
                        f.startFrame(),
                        f.packets().count(),
                        f.errorCount());
                f.packets().write(out);
            }
            case Frame.Unlink f -> {
                putPrefix(out, at, FrameLayout.UNLINK, length, f.sequence(), f.ack());
                out.setInt(at + FrameLayout.URB_ID, f.urbId());
            }
            case Frame.Unlinked f -> {
                putPrefix(out, at, FrameLayout.UNLINKED, length, f.sequence(), f.ack());
                out.setInt(at + FrameLayout.URB_ID, f.urbId());
            }
            case Frame.Fence f -> {
                putPrefix(out, at, FrameLayout.FENCE, length, f.sequence(), f.ack());
                out.setByte(at + FrameLayout.BODY, f.marks().size());
                for (Frame.Mark mark : f.marks()) {
                    out.writeByte(mark.endpoint().value()).writeLong(mark.sequence());
                }
            }
        }
    }

    private static int bodyBytes(Frame frame) {
        return fixedBytes(frame)
                + switch (frame) {
                    case Frame.Submit f -> f.packets().sizeBytes();
                    case Frame.Complete f -> f.packets().sizeBytes();
                    case Frame.Fence f -> f.marks().size() * FrameLayout.MARK_BYTES;
                    case Frame.Open _, Frame.Unlink _, Frame.Unlinked _ -> 0;
                };
    }

    private static int fixedBytes(Frame frame) {
        return switch (frame) {
            case Frame.Open _ -> FrameLayout.OPEN_BODY_BYTES;
            case Frame.Submit _ -> FrameLayout.SUBMIT_BODY_BYTES;
            case Frame.Complete _ -> FrameLayout.COMPLETE_BODY_BYTES;
            case Frame.Unlink _, Frame.Unlinked _ -> FrameLayout.UNLINK_BODY_BYTES;
            case Frame.Fence _ -> FrameLayout.FENCE_COUNT_BYTES;
        };
    }

    private static void putPrefix(ByteBuf buffer, int at, int type, int length, long sequence, long ack) {
        buffer.setByte(at, type)
                .setByte(at + FrameLayout.FLAGS, 0)
                .setShort(at + FrameLayout.RESERVED, 0)
                .setInt(at + FrameLayout.LENGTH, length)
                .setLong(at + FrameLayout.SEQUENCE, sequence)
                .setLong(at + FrameLayout.ACK, ack);
    }

    private static void putSubmit(
            ByteBuf buffer,
            int at,
            int urbId,
            int transferFlags,
            int lengthBytes,
            int startFrame,
            int packetCount,
            int interval,
            SetupPacket setup) {
        buffer.setInt(at + FrameLayout.URB_ID, urbId)
                .setInt(at + FrameLayout.SUBMIT_TRANSFER_FLAGS, transferFlags)
                .setInt(at + FrameLayout.SUBMIT_LENGTH_BYTES, lengthBytes)
                .setInt(at + FrameLayout.SUBMIT_START_FRAME, startFrame)
                .setInt(at + FrameLayout.SUBMIT_PACKET_COUNT, packetCount)
                .setInt(at + FrameLayout.SUBMIT_INTERVAL, interval);
        setup.write(buffer, at + FrameLayout.SUBMIT_SETUP);
    }

    private static void putComplete(
            ByteBuf buffer,
            int at,
            int urbId,
            int status,
            int actualLengthBytes,
            int startFrame,
            int packetCount,
            int errorCount) {
        buffer.setInt(at + FrameLayout.URB_ID, urbId)
                .setInt(at + FrameLayout.COMPLETE_STATUS, status)
                .setInt(at + FrameLayout.COMPLETE_ACTUAL_LENGTH, actualLengthBytes)
                .setInt(at + FrameLayout.COMPLETE_START_FRAME, startFrame)
                .setInt(at + FrameLayout.COMPLETE_PACKET_COUNT, packetCount)
                .setInt(at + FrameLayout.COMPLETE_ERROR_COUNT, errorCount);
    }

    private FrameEncoder() {}
}
