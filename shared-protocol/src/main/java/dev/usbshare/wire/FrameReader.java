package dev.usbshare.wire;

import static dev.usbshare.wire.FrameLayout.BODY;

import dev.usbshare.usb.Direction;
import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.IsoPackets;
import dev.usbshare.usb.SetupPacket;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads and checks the header of one frame at index 0 of a buffer, in steps, so that each further byte is only awaited
 * after the ones before it were found sound.
 *
 * <p>Remembers the stream's OPEN, because what a frame may look like depends on its endpoint. Everything thrown is a
 * {@link ProtocolException}.
 */
final class FrameReader {

    private static final int MAX_ERRNO = 4095;

    private final boolean fromClient;
    private final FrameSequencer sequencer;
    private @Nullable EndpointAddress endpoint;

    FrameReader(boolean fromClient, FrameSequencer sequencer) {
        this.fromClient = fromClient;
        this.sequencer = sequencer;
    }

    /**
     * Checks type, length and position of a frame of which the prefix is there.
     *
     * @return how many bytes {@link #headerBytes} needs
     */
    int fixedBytes(ByteBuf head) {
        int type = head.getUnsignedByte(0);
        int body = bodyBytes(type);
        if (head.getByte(FrameLayout.FLAGS) != 0 || head.getShort(FrameLayout.RESERVED) != 0) {
            throw malformed("flags or reserved bits of a frame are set");
        }
        long length = head.getUnsignedInt(FrameLayout.LENGTH);
        if (length < body) {
            throw malformed("frame of type " + type + " with " + length + " bytes");
        }
        if (length > maxBodyBytes(type)) {
            throw new ProtocolException(CloseCode.TOO_LARGE, "frame of type " + type + " with " + length + " bytes");
        }
        long sequence = head.getLong(FrameLayout.SEQUENCE);
        long ack = head.getLong(FrameLayout.ACK);
        if (type != FrameLayout.OPEN) {
            sequencer.check(sequence, ack);
        } else if (sequence != 0 || ack != 0) {
            throw new ProtocolException(CloseCode.OUT_OF_SEQUENCE, "OPEN does not count");
        }
        return FrameLayout.PREFIX_BYTES + body;
    }

    /** How long the header is, told from its fixed part. */
    int headerBytes(ByteBuf head) {
        int type = head.getUnsignedByte(0);
        long length = head.getUnsignedInt(FrameLayout.LENGTH);
        long body = switch (type) {
            case FrameLayout.SUBMIT -> FrameLayout.SUBMIT_BODY_BYTES + isoBytes(head, FrameLayout.SUBMIT_PACKET_COUNT);
            case FrameLayout.COMPLETE ->
                FrameLayout.COMPLETE_BODY_BYTES + isoBytes(head, FrameLayout.COMPLETE_PACKET_COUNT);
            case FrameLayout.FENCE -> fenceBytes(head);
            default -> bodyBytes(type);
        };
        boolean mayHavePayload = type == FrameLayout.SUBMIT || type == FrameLayout.COMPLETE;
        if (length < body || (!mayHavePayload && length != body)) {
            throw malformed("frame of type " + type + " has " + length + " bytes but its fields need " + body);
        }
        return (int) (FrameLayout.PREFIX_BYTES + body);
    }

    /** Reads a whole header of that many bytes. */
    Frame frame(ByteBuf head, int headerBytes) {
        long sequence = head.getLong(FrameLayout.SEQUENCE);
        long ack = head.getLong(FrameLayout.ACK);
        int type = head.getUnsignedByte(0);
        return switch (type) {
            case FrameLayout.OPEN -> open(head);
            case FrameLayout.SUBMIT -> submit(head, sequence, ack, payloadBytes(head, headerBytes));
            case FrameLayout.COMPLETE -> complete(head, sequence, ack, payloadBytes(head, headerBytes));
            case FrameLayout.UNLINK -> new Frame.Unlink(sequence, ack, head.getInt(FrameLayout.URB_ID));
            case FrameLayout.UNLINKED -> new Frame.Unlinked(sequence, ack, head.getInt(FrameLayout.URB_ID));
            case FrameLayout.FENCE -> fence(head, sequence, ack);
            default -> throw malformed("frame of unknown type " + type);
        };
    }

    static int payloadBytes(ByteBuf head, int headerBytes) {
        return head.getInt(FrameLayout.LENGTH) + FrameLayout.PREFIX_BYTES - headerBytes;
    }

    /** The frame is whole: counts it. */
    void accept(Frame frame) {
        switch (frame) {
            case Frame.Open open -> endpoint = open.endpoint();
            case Frame.Sequenced s -> sequencer.accept(s.sequence(), s.ack());
        }
    }

    private int bodyBytes(int type) {
        boolean opened = endpoint != null;
        return switch (type) {
            case FrameLayout.OPEN -> expect(fromClient && !opened, type, FrameLayout.OPEN_BODY_BYTES);
            case FrameLayout.SUBMIT -> expect(fromClient && opened, type, FrameLayout.SUBMIT_BODY_BYTES);
            case FrameLayout.UNLINK -> expect(fromClient && opened, type, FrameLayout.UNLINK_BODY_BYTES);
            case FrameLayout.FENCE -> expect(fromClient && opened, type, FrameLayout.FENCE_COUNT_BYTES);
            case FrameLayout.COMPLETE -> expect(!fromClient, type, FrameLayout.COMPLETE_BODY_BYTES);
            case FrameLayout.UNLINKED -> expect(!fromClient, type, FrameLayout.UNLINK_BODY_BYTES);
            default -> throw malformed("frame of unknown type " + type);
        };
    }

    private static int expect(boolean legal, int type, int bodyBytes) {
        if (!legal) {
            throw new ProtocolException(CloseCode.UNEXPECTED, "frame of type " + type + " here and now");
        }
        return bodyBytes;
    }

    private static long maxBodyBytes(int type) {
        return switch (type) {
            case FrameLayout.SUBMIT ->
                FrameLayout.SUBMIT_BODY_BYTES
                        + (long) WireLimits.MAX_ISO_PACKETS * IsoPackets.BYTES
                        + WireLimits.MAX_URB_BYTES;
            case FrameLayout.COMPLETE ->
                FrameLayout.COMPLETE_BODY_BYTES
                        + (long) WireLimits.MAX_ISO_PACKETS * IsoPackets.BYTES
                        + WireLimits.MAX_URB_BYTES;
            case FrameLayout.FENCE -> FrameLayout.MAX_FENCE_BODY_BYTES;
            case FrameLayout.OPEN -> FrameLayout.OPEN_BODY_BYTES;
            default -> FrameLayout.UNLINK_BODY_BYTES;
        };
    }

    private static long isoBytes(ByteBuf head, int countAt) {
        long count = head.getUnsignedInt(countAt);
        if (count > WireLimits.MAX_ISO_PACKETS) {
            throw new ProtocolException(CloseCode.TOO_LARGE, count + " iso packets");
        }
        return count * IsoPackets.BYTES;
    }

    private static long fenceBytes(ByteBuf head) {
        int count = head.getUnsignedByte(BODY);
        if (count > WireLimits.MAX_FENCE_MARKS) {
            throw new ProtocolException(CloseCode.TOO_LARGE, count + " marks in a fence");
        }
        if (count == 0) {
            throw malformed("fence without marks");
        }
        return FrameLayout.FENCE_COUNT_BYTES + (long) count * FrameLayout.MARK_BYTES;
    }

    private static Frame open(ByteBuf head) {
        int version = head.getUnsignedByte(FrameLayout.OPEN_VERSION);
        if (version != WireProtocol.VERSION) {
            throw new ProtocolException(CloseCode.VERSION_MISMATCH, "OPEN of version " + version);
        }
        if (head.getShort(FrameLayout.OPEN_RESERVED) != 0) {
            throw malformed("reserved bits of OPEN are set");
        }
        return new Frame.Open(
                LeaseId.read(head, FrameLayout.OPEN_LEASE),
                endpointAt(head.getUnsignedByte(FrameLayout.OPEN_ENDPOINT)));
    }

    private Frame submit(ByteBuf head, long sequence, long ack, int payloadBytes) {
        boolean control = endpoint != null && endpoint.isControl();
        int lengthBytes = urbBytes(head, FrameLayout.SUBMIT_LENGTH_BYTES);
        SetupPacket setup = Frame.Submit.NO_SETUP;
        if (control) {
            setup = SetupPacket.read(head, FrameLayout.SUBMIT_SETUP);
        } else if (head.getLong(FrameLayout.SUBMIT_SETUP) != 0) {
            throw malformed("setup packet outside of the control endpoint");
        }
        Direction direction = control || endpoint == null ? setup.direction() : endpoint.direction();
        if (payloadBytes != (direction == Direction.OUT ? lengthBytes : 0)) {
            throw malformed(direction + " URB of " + lengthBytes + " bytes with " + payloadBytes + " bytes of data");
        }
        IsoPackets packets = IsoPackets.read(
                head, BODY + FrameLayout.SUBMIT_BODY_BYTES, head.getInt(FrameLayout.SUBMIT_PACKET_COUNT));
        if ((control && !packets.isEmpty()) || !packets.fitIn(lengthBytes)) {
            throw malformed("iso packets that do not fit their URB");
        }
        return new Frame.Submit(
                sequence,
                ack,
                head.getInt(FrameLayout.URB_ID),
                head.getInt(FrameLayout.SUBMIT_TRANSFER_FLAGS),
                lengthBytes,
                head.getInt(FrameLayout.SUBMIT_START_FRAME),
                packets,
                head.getInt(FrameLayout.SUBMIT_INTERVAL),
                setup);
    }

    private static Frame complete(ByteBuf head, long sequence, long ack, int payloadBytes) {
        int actualLengthBytes = urbBytes(head, FrameLayout.COMPLETE_ACTUAL_LENGTH);
        if (payloadBytes != 0 && payloadBytes != actualLengthBytes) {
            throw malformed("COMPLETE of " + actualLengthBytes + " bytes with " + payloadBytes + " bytes of data");
        }
        int status = head.getInt(FrameLayout.COMPLETE_STATUS);
        if (status > 0 || status < -MAX_ERRNO) {
            throw malformed("status " + status + " is not a negative errno");
        }
        IsoPackets packets = IsoPackets.read(
                head, BODY + FrameLayout.COMPLETE_BODY_BYTES, head.getInt(FrameLayout.COMPLETE_PACKET_COUNT));
        if (!packets.isEmpty()
                && !(packets.fitIn(WireLimits.MAX_URB_BYTES) && packets.actualLengthsAreSound(actualLengthBytes))) {
            throw malformed("iso packets that do not add up to their URB");
        }
        int errorCount = head.getInt(FrameLayout.COMPLETE_ERROR_COUNT);
        if (errorCount < 0 || errorCount > packets.count()) {
            throw malformed(errorCount + " errors in " + packets);
        }
        return new Frame.Complete(
                sequence,
                ack,
                head.getInt(FrameLayout.URB_ID),
                status,
                actualLengthBytes,
                head.getInt(FrameLayout.COMPLETE_START_FRAME),
                packets,
                errorCount);
    }

    private Frame fence(ByteBuf head, long sequence, long ack) {
        int count = head.getUnsignedByte(BODY);
        List<Frame.Mark> marks = new ArrayList<>(count);
        int seen = 0;
        for (int at = BODY + FrameLayout.FENCE_COUNT_BYTES; marks.size() < count; at += FrameLayout.MARK_BYTES) {
            EndpointAddress address = endpointAt(head.getUnsignedByte(at));
            long mark = head.getLong(at + 1);
            int bit = FrameLayout.bit(address);
            if (address.equals(endpoint) || (seen & bit) != 0 || mark < 0) {
                throw malformed("fence with a mark for its own endpoint, two for one endpoint, or below 0");
            }
            seen |= bit;
            marks.add(new Frame.Mark(address, mark));
        }
        return new Frame.Fence(sequence, ack, marks);
    }

    private static int urbBytes(ByteBuf head, int at) {
        long bytes = head.getUnsignedInt(at);
        if (bytes > WireLimits.MAX_URB_BYTES) {
            throw new ProtocolException(CloseCode.TOO_LARGE, "URB of " + bytes + " bytes");
        }
        return (int) bytes;
    }

    private static EndpointAddress endpointAt(int value) {
        if (!EndpointAddress.isValid(value)) {
            throw malformed("endpoint address 0x" + Integer.toHexString(value));
        }
        return new EndpointAddress(value);
    }

    private static ProtocolException malformed(String detail) {
        return new ProtocolException(CloseCode.MALFORMED, detail);
    }
}
