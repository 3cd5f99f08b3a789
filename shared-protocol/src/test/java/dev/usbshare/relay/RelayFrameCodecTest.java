package dev.usbshare.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The bytes are those of the snapshot tests in iroh-relay/src/protos/relay.rs, but for the handshake's. */
class RelayFrameCodecTest {

    private static final String KEY = "197f6b23e16c8532c6abc838facd5ea789be0c76b2920334039bfa8b3d368d61";
    private static final NodeId NODE = NodeId.parse(KEY);
    private static final long ANSWER = 0x2a2a_2a2a_2a2a_2a2aL;
    private static final String HELLO = "48656c6c6f20576f726c6421";

    static Stream<Arguments> fromRelay() {
        return Stream.of(
                Arguments.of(new ServerChallenge(new byte[16]), RelayVersion.V2, "00" + "00".repeat(16)),
                Arguments.of(new ServerConfirmsAuth(), RelayVersion.V2, "02"),
                Arguments.of(new ServerDeniesAuth("no"), RelayVersion.V2, "03 02 6e6f"),
                Arguments.of(new ServerDeniesAuth("n".repeat(130)), RelayVersion.V2, "03 8201" + "6e".repeat(130)),
                Arguments.of(
                        new Health("Hello? Yes this is dog."),
                        RelayVersion.V1,
                        "0b 48656c6c6f3f20596573207468697320697320646f672e"),
                Arguments.of(new EndpointGone(NODE), RelayVersion.V2, "08" + KEY),
                Arguments.of(new Ping(ANSWER), RelayVersion.V2, "09 2a2a2a2a2a2a2a2a"),
                Arguments.of(new Pong(ANSWER), RelayVersion.V1, "0a 2a2a2a2a2a2a2a2a"),
                Arguments.of(hello(3, 6), RelayVersion.V2, "07" + KEY + "03 0006" + HELLO),
                Arguments.of(hello(3, 0), RelayVersion.V2, "06" + KEY + "03" + HELLO),
                Arguments.of(
                        new Restarting(Duration.ofMillis(10), Duration.ofMillis(20)),
                        RelayVersion.V2,
                        "0c 0000000a 00000014"),
                Arguments.of(new Status(Status.SAME_NODE_CONNECTED), RelayVersion.V2, "0d 01"));
    }

    static Stream<Arguments> fromClient() {
        byte[] signature = new byte[64];
        signature[0] = (byte) 0xaa;
        return Stream.of(
                Arguments.of(new ClientAuth(NODE, signature), "01" + KEY + "40 aa" + "00".repeat(63)),
                Arguments.of(new Ping(ANSWER), "09 2a2a2a2a2a2a2a2a"),
                Arguments.of(new Pong(ANSWER), "0a 2a2a2a2a2a2a2a2a"),
                Arguments.of(hello(3, 6), "05" + KEY + "03 0006" + HELLO),
                Arguments.of(hello(3, 0), "04" + KEY + "03" + HELLO));
    }

    private static Datagrams hello(int ecn, int segmentBytes) {
        return new Datagrams(
                NODE,
                ecn,
                segmentBytes,
                Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer("Hello World!".getBytes(StandardCharsets.UTF_8))));
    }

    @ParameterizedTest
    @MethodSource
    void fromRelay(FromRelay frame, RelayVersion version, String hex) {
        ByteBuf encoded = RelayFrameCodec.encodeFromRelay(frame, UnpooledByteBufAllocator.DEFAULT);
        FromRelay decoded = RelayFrameCodec.decodeFromRelay(bytes(hex), version);

        assertThat(ByteBufUtil.hexDump(encoded)).isEqualTo(hex.replace(" ", ""));
        assertThat(decoded)
                .usingRecursiveComparison()
                .withEqualsForType(ByteBuf::equals, ByteBuf.class)
                .isEqualTo(frame);
        encoded.release();
        decoded.release();
    }

    @ParameterizedTest
    @MethodSource
    void fromClient(FromClient frame, String hex) {
        ByteBuf encoded = RelayFrameCodec.encodeFromClient(frame, UnpooledByteBufAllocator.DEFAULT);
        FromClient decoded = RelayFrameCodec.decodeFromClient(bytes(hex));

        assertThat(ByteBufUtil.hexDump(encoded)).isEqualTo(hex.replace(" ", ""));
        assertThat(decoded)
                .usingRecursiveComparison()
                .withEqualsForType(ByteBuf::equals, ByteBuf.class)
                .isEqualTo(frame);
        encoded.release();
        decoded.release();
    }

    /** What another node fills in may be anything: it must not end the connection of the node it is sent to. */
    @Test
    void datagrams_oddEverything_areNoError() {
        var empty = (Datagrams) RelayFrameCodec.decodeFromRelay(bytes("06" + KEY + "00"), RelayVersion.V2);
        var oddEcn = (Datagrams) RelayFrameCodec.decodeFromRelay(bytes("06" + KEY + "7f 01"), RelayVersion.V2);
        var noSegment =
                (Datagrams) RelayFrameCodec.decodeFromRelay(bytes("07" + KEY + "00 0000 0102"), RelayVersion.V2);
        var longSegment =
                (Datagrams) RelayFrameCodec.decodeFromRelay(bytes("07" + KEY + "00 ffff 0102"), RelayVersion.V2);

        assertThat(empty.count()).isZero();
        assertThat(oddEcn.ecn()).isZero();
        assertThat(noSegment.count()).isEqualTo(1);
        assertThat(longSegment.count()).isEqualTo(1);
        Stream.of(empty, oddEcn, noSegment, longSegment).forEach(Datagrams::release);
    }

    @Test
    void datagrams_ofOneSegment_areSentAsOne() {
        ByteBuf encoded = RelayFrameCodec.encodeFromClient(hello(0, 12), UnpooledByteBufAllocator.DEFAULT);

        assertThat(ByteBufUtil.hexDump(encoded)).isEqualTo("04" + KEY + "00" + HELLO);
        encoded.release();
    }

    @Test
    void count_lastSegmentShorter_countsIt() {
        assertThat(hello(0, 5).count()).isEqualTo(3);
        assertThat(hello(0, 6).count()).isEqualTo(2);
    }

    @Test
    void text_thatControlsATerminal_isMadePlain() {
        var denied = (ServerDeniesAuth) RelayFrameCodec.decodeFromRelay(bytes("03 03 611b62"), RelayVersion.V2);

        assertThat(denied.reason()).isEqualTo("a?b");
    }

    @Test
    void version_bestOfWhatIsOffered() {
        assertThat(RelayVersion.best(RelayVersion.OFFER)).contains(RelayVersion.V2);
        assertThat(RelayVersion.best("iroh-relay-v1,x")).contains(RelayVersion.V1);
        assertThat(RelayVersion.best("iroh-relay-v3")).isEmpty();
    }

    @Test
    void frames_ofTheOtherVersion_areRefused() {
        assertThatThrownBy(() -> RelayFrameCodec.decodeFromRelay(bytes("0b 61"), RelayVersion.V2))
                .isInstanceOf(RelayProtocolException.class);
        assertThatThrownBy(() -> RelayFrameCodec.decodeFromRelay(bytes("0d 01"), RelayVersion.V1))
                .isInstanceOf(RelayProtocolException.class);
    }

    private static ByteBuf bytes(String hex) {
        return Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex.replace(" ", ""))));
    }
}
