package dev.usbshare.server.relay;

import dev.usbshare.identity.NodeId;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Frames of datagrams on their way through the relay, which are turned round in place: type 4 or 5, receiver, ECN, the rest, becomes type
 * 6 or 7, sender, ECN, the rest. Pure functions.
 *
 * <p><b>Source</b>: {@code iroh-relay/src/protos/relay.rs}.
 */
final class ForwardedFrame {

    private static final int SINGLE = 4;
    private static final int BATCH = 5;
    private static final int TURN = 2;
    private static final int ECN_AT = 1 + NodeId.BYTES;
    private static final int SEGMENT_AT = ECN_AT + 1;
    private static final int MAX_ECN = 3;

    private ForwardedFrame() {}

    /** Whether a frame carries datagrams. */
    static boolean is(ByteBuf frame) {
        if (!frame.isReadable()) {
            return false;
        }
        int type = frame.getByte(frame.readerIndex());
        return type == SINGLE || type == BATCH;
    }

    /** How many bytes of datagrams there are; negative if the frame is cut short. */
    static int datagramBytes(ByteBuf frame) {
        boolean batch = frame.getByte(frame.readerIndex()) == BATCH;
        return frame.readableBytes() - SEGMENT_AT - (batch ? Short.BYTES : 0);
    }

    /** For whom it is. */
    static NodeId receiver(ByteBuf frame) {
        byte[] id = new byte[NodeId.BYTES];
        frame.getBytes(frame.readerIndex() + 1, id);
        return NodeId.of(id);
    }

    /**
     * The same for its receiver; null if it says nothing that a receiver would understand.
     *
     * @param frame nobody else's; taken over, with its bytes changed, unless the answer is null
     */
    static @Nullable ByteBuf turned(ByteBuf frame, byte[] sender) {
        int start = frame.readerIndex();
        int type = frame.getByte(start);
        if (datagramBytes(frame) <= 0 || (type == BATCH && frame.getShort(start + SEGMENT_AT) == 0)) {
            return null;
        }
        frame.setByte(start, type + TURN);
        frame.setBytes(start + 1, sender);
        if ((frame.getByte(start + ECN_AT) & 0xff) > MAX_ECN) {
            frame.setByte(start + ECN_AT, 0);
        }
        return frame;
    }
}
