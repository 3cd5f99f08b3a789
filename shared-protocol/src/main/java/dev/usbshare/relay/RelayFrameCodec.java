package dev.usbshare.relay;

import dev.usbshare.identity.NodeId;
import dev.usbshare.relay.RelayFrame.ClientAuth;
import dev.usbshare.relay.RelayFrame.Datagrams;
import dev.usbshare.relay.RelayFrame.EndpointGone;
import dev.usbshare.relay.RelayFrame.FromClient;
import dev.usbshare.relay.RelayFrame.FromRelay;
import dev.usbshare.relay.RelayFrame.Health;
import dev.usbshare.relay.RelayFrame.Ping;
import dev.usbshare.relay.RelayFrame.Pong;
import dev.usbshare.relay.RelayFrame.Restarting;
import dev.usbshare.relay.RelayFrame.ServerChallenge;
import dev.usbshare.relay.RelayFrame.ServerConfirmsAuth;
import dev.usbshare.relay.RelayFrame.ServerDeniesAuth;
import dev.usbshare.relay.RelayFrame.Status;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Relay frames as bytes: the type (a QUIC varint, in one byte so far), then the body; integers big-endian. A message is one frame.
 *
 * <p><b>Errors</b>: {@link RelayProtocolException} for what no version has. What other nodes fill in is never an error, so that none
 * can end the connection of another with its relay.
 *
 * <p><b>Source</b>: {@code iroh-relay/src/protos/relay.rs}, {@code handshake.rs} and {@code common.rs}.
 */
public final class RelayFrameCodec {

    /** The largest frame a relay takes, type included ({@code MAX_PACKET_SIZE}). */
    public static final int MAX_FRAME_BYTES = 64 * 1024;

    /** Type, node id, ECN and segment size. */
    public static final int DATAGRAM_OVERHEAD_BYTES = 1 + NodeId.BYTES + 1 + 2;

    /** The most that one frame of datagrams can carry. */
    public static final int MAX_CONTENT_BYTES = MAX_FRAME_BYTES - DATAGRAM_OVERHEAD_BYTES;

    private static final int MAX_ECN = 3;
    private static final int NUMBER_BYTES = 8;

    private static final byte SERVER_CHALLENGE = 0;
    private static final byte CLIENT_AUTH = 1;
    private static final byte SERVER_CONFIRMS_AUTH = 2;
    private static final byte SERVER_DENIES_AUTH = 3;
    private static final byte TO_RELAY = 4;
    private static final byte TO_RELAY_BATCH = 5;
    private static final byte TO_CLIENT = 6;
    private static final byte TO_CLIENT_BATCH = 7;
    private static final byte ENDPOINT_GONE = 8;
    private static final byte PING = 9;
    private static final byte PONG = 10;
    private static final byte HEALTH = 11;
    private static final byte RESTARTING = 12;
    private static final byte STATUS = 13;

    private RelayFrameCodec() {}

    /**
     * Reads what a relay sent.
     *
     * @param message borrowed and read to its end; {@link Datagrams} own a slice of it
     */
    public static FromRelay decodeFromRelay(ByteBuf message, RelayVersion version) {
        byte type = typeOf(message);
        return switch (type) {
            case SERVER_CHALLENGE -> new ServerChallenge(RelayBytes.exactly(message, ServerChallenge.BYTES));
            case SERVER_CONFIRMS_AUTH -> confirmation(message);
            case SERVER_DENIES_AUTH -> new ServerDeniesAuth(RelayBytes.counted(message));
            case TO_CLIENT, TO_CLIENT_BATCH -> datagrams(message, type == TO_CLIENT_BATCH);
            case ENDPOINT_GONE -> new EndpointGone(NodeId.of(RelayBytes.exactly(message, NodeId.BYTES)));
            case PING -> new Ping(number(message));
            case PONG -> new Pong(number(message));
            case HEALTH -> health(message, version);
            case RESTARTING -> restarting(message);
            case STATUS -> status(message, version);
            default -> throw unknown(type, "relay");
        };
    }

    /**
     * Reads what a client sent, which is the same in every version.
     *
     * @param message borrowed and read to its end; {@link Datagrams} own a slice of it
     */
    public static FromClient decodeFromClient(ByteBuf message) {
        byte type = typeOf(message);
        return switch (type) {
            case CLIENT_AUTH -> clientAuth(message);
            case TO_RELAY, TO_RELAY_BATCH -> datagrams(message, type == TO_RELAY_BATCH);
            case PING -> new Ping(number(message));
            case PONG -> new Pong(number(message));
            default -> throw unknown(type, "client");
        };
    }

    /** @param frame what it owns is taken over */
    public static ByteBuf encodeFromRelay(FromRelay frame, ByteBufAllocator allocator) {
        return switch (frame) {
            case ServerChallenge f -> frame(allocator, SERVER_CHALLENGE).writeBytes(f.challenge());
            case ServerConfirmsAuth _ -> frame(allocator, SERVER_CONFIRMS_AUTH);
            case ServerDeniesAuth f -> RelayBytes.writeCounted(frame(allocator, SERVER_DENIES_AUTH), f.reason());
            case Datagrams f -> inTwoPieces(f, allocator);
            case EndpointGone f -> frame(allocator, ENDPOINT_GONE).writeBytes(f.id().toBytes());
            case Ping f -> frame(allocator, PING).writeLong(f.number());
            case Pong f -> frame(allocator, PONG).writeLong(f.number());
            case Health f -> frame(allocator, HEALTH).writeBytes(f.problem().getBytes(StandardCharsets.UTF_8));
            case Restarting f ->
                frame(allocator, RESTARTING)
                        .writeInt(RelayBytes.millis(f.reconnectIn()))
                        .writeInt(RelayBytes.millis(f.tryFor()));
            case Status f -> frame(allocator, STATUS).writeByte(f.code());
        };
    }

    /** @param frame what it owns is taken over */
    public static ByteBuf encodeFromClient(FromClient frame, ByteBufAllocator allocator) {
        return switch (frame) {
            case ClientAuth f -> {
                ByteBuf out = frame(allocator, CLIENT_AUTH).writeBytes(f.id().toBytes());
                yield out.writeByte(ClientAuth.SIGNATURE_BYTES).writeBytes(f.signature());
            }
            case Datagrams f -> inOnePiece(f, allocator);
            case Ping f -> frame(allocator, PING).writeLong(f.number());
            case Pong f -> frame(allocator, PONG).writeLong(f.number());
        };
    }

    private static byte typeOf(ByteBuf message) {
        if (!message.isReadable()) {
            throw new RelayProtocolException("an empty frame");
        }
        // Relays count the body alone when they receive, and the type as well when they send.
        if (message.readableBytes() > MAX_FRAME_BYTES + 1) {
            throw new RelayProtocolException("a frame of " + message.readableBytes() + " bytes");
        }
        return message.readByte();
    }

    private static RelayProtocolException unknown(byte type, String sender) {
        return new RelayProtocolException("a frame of type " + (type & 0xff) + " from a " + sender);
    }

    private static ServerConfirmsAuth confirmation(ByteBuf message) {
        RelayBytes.expectEnd(message);
        return new ServerConfirmsAuth();
    }

    private static ClientAuth clientAuth(ByteBuf message) {
        RelayBytes.expect(message, NodeId.BYTES + 1 + ClientAuth.SIGNATURE_BYTES);
        NodeId id = NodeId.of(ByteBufUtil.getBytes(message.readSlice(NodeId.BYTES)));
        if (message.readByte() != ClientAuth.SIGNATURE_BYTES) {
            throw new RelayProtocolException("a signature of another length");
        }
        return new ClientAuth(id, RelayBytes.exactly(message, ClientAuth.SIGNATURE_BYTES));
    }

    private static Datagrams datagrams(ByteBuf message, boolean batch) {
        if (message.readableBytes() < NodeId.BYTES + 1 + (batch ? 2 : 0)) {
            throw new RelayProtocolException("datagrams cut short");
        }
        NodeId peer = NodeId.of(ByteBufUtil.getBytes(message.readSlice(NodeId.BYTES)));
        int ecn = message.readUnsignedByte();
        int segmentBytes = batch ? message.readUnsignedShort() : 0;
        ByteBuf content = message.readRetainedSlice(message.readableBytes());
        return new Datagrams(peer, ecn > MAX_ECN ? 0 : ecn, segmentBytes, content);
    }

    private static long number(ByteBuf message) {
        RelayBytes.expect(message, NUMBER_BYTES);
        return message.readLong();
    }

    private static Health health(ByteBuf message, RelayVersion version) {
        if (version != RelayVersion.V1) {
            throw new RelayProtocolException("a frame of version 1 in version 2");
        }
        return new Health(RelayBytes.text(message, message.readableBytes()));
    }

    private static Restarting restarting(ByteBuf message) {
        RelayBytes.expect(message, 2 * Integer.BYTES);
        return new Restarting(
                Duration.ofMillis(message.readUnsignedInt()), Duration.ofMillis(message.readUnsignedInt()));
    }

    private static Status status(ByteBuf message, RelayVersion version) {
        if (version == RelayVersion.V1) {
            throw new RelayProtocolException("a frame of version 2 in version 1");
        }
        if (!message.isReadable()) {
            throw new RelayProtocolException("a status without a number");
        }
        Status status = new Status(message.readUnsignedByte());
        message.skipBytes(message.readableBytes());
        return status;
    }

    private static ByteBuf frame(ByteBufAllocator allocator, byte type) {
        return allocator.buffer().writeByte(type);
    }

    /** A client masks what it sends, byte by byte (RFC 6455 §5.3), which is several times faster in one piece. */
    private static ByteBuf inOnePiece(Datagrams frame, ByteBufAllocator allocator) {
        ByteBuf content = frame.content();
        ByteBuf out = allocator.buffer(DATAGRAM_OVERHEAD_BYTES + content.readableBytes());
        writeHeader(frame, TO_RELAY, TO_RELAY_BATCH, out)
                .writeBytes(content, content.readerIndex(), content.readableBytes());
        frame.release();
        return out;
    }

    private static ByteBuf inTwoPieces(Datagrams frame, ByteBufAllocator allocator) {
        ByteBuf header = allocator.buffer(DATAGRAM_OVERHEAD_BYTES);
        writeHeader(frame, TO_CLIENT, TO_CLIENT_BATCH, header);
        return allocator.compositeBuffer(2).addComponents(true, header, frame.content());
    }

    private static ByteBuf writeHeader(Datagrams frame, byte single, byte batch, ByteBuf out) {
        boolean segmented = frame.segmentBytes() != 0 && frame.content().readableBytes() > frame.segmentBytes();
        out.writeByte(segmented ? batch : single);
        out.writeBytes(frame.peer().toBytes()).writeByte(frame.ecn());
        return segmented ? out.writeShort(frame.segmentBytes()) : out;
    }
}
