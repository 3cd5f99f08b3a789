package dev.usbshare.relay;

import dev.usbshare.identity.NodeId;
import io.netty.buffer.ByteBuf;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;

/**
 * One message of the relay protocol: one binary WebSocket message. {@link RelayFrameCodec} has the bytes.
 *
 * <p><b>Source</b>: the iroh relay protocol, {@code iroh-relay/src/protos}.
 */
public sealed interface RelayFrame {

    /** What a relay sends. */
    sealed interface FromRelay extends RelayFrame {}

    /** What a relay's client sends. */
    sealed interface FromClient extends RelayFrame {}

    /** The first frame: prove who you are with these random bytes. */
    record ServerChallenge(byte[] challenge) implements FromRelay {

        public static final int BYTES = 16;

        public ServerChallenge {
            if (challenge.length != BYTES) {
                throw new IllegalArgumentException("a challenge has " + BYTES + " bytes, not " + challenge.length);
            }
            challenge = challenge.clone();
        }

        @Override
        public byte[] challenge() {
            return challenge.clone();
        }
    }

    /** The proof: {@link RelayHandshake}. */
    record ClientAuth(NodeId id, byte[] signature) implements FromClient {

        public static final int SIGNATURE_BYTES = 64;

        public ClientAuth {
            if (signature.length != SIGNATURE_BYTES) {
                throw new IllegalArgumentException(
                        "a signature has " + SIGNATURE_BYTES + " bytes, not " + signature.length);
            }
            signature = signature.clone();
        }

        @Override
        public byte[] signature() {
            return signature.clone();
        }
    }

    /** The proof holds: datagrams may follow. */
    record ServerConfirmsAuth() implements FromRelay {}

    /** It does not, or this node is not wanted here. */
    record ServerDeniesAuth(String reason) implements FromRelay {}

    /**
     * One datagram or several, forwarded as they are. Nothing of it is to be trusted: other nodes fill it in, and a relay passes it on
     * unread.
     *
     * @param peer to whom, from a client; from whom, from a relay
     * @param ecn explicit congestion notification: 0 none, 1 ECT(1), 2 ECT(0), 3 CE; others count as 0
     * @param segmentBytes 0 for one datagram; otherwise each has so many bytes but for the last, which may have fewer
     * @param content owned by this frame; may be empty
     */
    record Datagrams(NodeId peer, int ecn, int segmentBytes, ByteBuf content) implements FromRelay, FromClient {

        public Datagrams {
            if (ecn < 0 || ecn > 3 || segmentBytes < 0 || segmentBytes > 0xffff) {
                throw new IllegalArgumentException("ECN " + ecn + ", segments of " + segmentBytes + " bytes");
            }
        }

        /** How many datagrams this is. */
        public int count() {
            int bytes = content.readableBytes();
            return segmentBytes == 0 ? Math.min(bytes, 1) : (bytes + segmentBytes - 1) / segmentBytes;
        }

        @Override
        public void release() {
            ReferenceCountUtil.release(content);
        }
    }

    /** Another node that had sent something is no longer connected to the relay. */
    record EndpointGone(NodeId id) implements FromRelay {}

    /** Are you there? Answered by a {@link Pong} of the same number. */
    record Ping(long number) implements FromRelay, FromClient {}

    record Pong(long number) implements FromRelay, FromClient {}

    /** What is wrong with the connection, or nothing: {@link RelayVersion#V1} only. */
    record Health(String problem) implements FromRelay {}

    /** The relay is about to restart: come back in a while, and for a while do not give up. */
    record Restarting(Duration reconnectIn, Duration tryFor) implements FromRelay {}

    /**
     * How the connection is: {@link RelayVersion#V2} only.
     *
     * @param code one of the constants; others are to be taken for trouble of an unknown kind
     */
    record Status(int code) implements FromRelay {

        public static final int HEALTHY = 0;
        /** The same node is connected a second time; that connection gets what is sent to it. */
        public static final int SAME_NODE_CONNECTED = 1;
        /** What this node sends is slowed down. */
        public static final int RATE_LIMITED = 2;

        public Status {
            if (code < 0 || code > 0xff) {
                throw new IllegalArgumentException("status " + code);
            }
        }
    }

    /** Gives up what the frame owns; only {@link Datagrams} own anything. */
    default void release() {}
}
