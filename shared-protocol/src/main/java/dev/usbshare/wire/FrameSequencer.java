package dev.usbshare.wire;

/**
 * The sequence numbers and acknowledgements of one endpoint stream, both directions: what a resumed lease replays from.
 *
 * <p><b>Confinement</b>: the stream's executor; shared by the stream's {@link FrameDecoder} and its writer.
 */
public final class FrameSequencer {

    private long sent;
    private long acknowledged;
    private long received;

    /** Takes the number of the next frame to send. Frames must be written in the order of their numbers. */
    public long nextSequence() {
        return ++sent;
    }

    /** The number of the last frame sent, 0 before the first: what a {@link Frame.Mark} names. */
    public long sent() {
        return sent;
    }

    /** The number of the last frame taken from the peer: the {@code ack} of the frames we send. */
    public long received() {
        return received;
    }

    /** The highest of our numbers that the peer has taken. */
    public long acknowledged() {
        return acknowledged;
    }

    /** Whether the peer may not have seen some frame of ours yet. */
    public boolean hasUnacknowledged() {
        return acknowledged != sent;
    }

    /** @throws ProtocolException if the frame does not follow its predecessor or acknowledges what was never sent */
    void check(long sequence, long ack) {
        if (sequence != received + 1) {
            throw new ProtocolException(CloseCode.OUT_OF_SEQUENCE, "frame " + sequence + " after frame " + received);
        }
        if (ack < acknowledged || ack > sent) {
            throw new ProtocolException(
                    CloseCode.OUT_OF_SEQUENCE, "ack " + ack + " outside of " + acknowledged + ".." + sent);
        }
    }

    /** Counts a frame that {@link #check} let pass and that is whole now. */
    void accept(long sequence, long ack) {
        received = sequence;
        acknowledged = ack;
    }
}
