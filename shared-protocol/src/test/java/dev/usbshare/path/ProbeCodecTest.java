package dev.usbshare.path;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.net.InetSocketAddress;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ProbeCodecTest {

    private static final long SEED = 20_261_123;
    private static final long CLIENT_SLOT = 0x1111111111111111L;
    private static final long SERVER_SLOT = 0x2222222222222222L;

    private final byte[] secret = new byte[ProbeCodec.SECRET_BYTES];
    private final ProbeCodec client = new ProbeCodec(secret, true, SERVER_SLOT);
    private final ProbeCodec server = new ProbeCodec(secret, false, CLIENT_SLOT);

    @Test
    void ping_isReadByTheOtherSide_andNamesItsSlot() {
        byte[] ping = encode(client, new Probe(Probe.Type.PING, 7, null), 0);

        assertThat(ProbeCodec.slotOf(Unpooled.wrappedBuffer(ping))).isEqualTo(SERVER_SLOT);
        assertThat(decode(server, ping)).isEqualTo(new Probe(Probe.Type.PING, 7, null));
    }

    @Test
    void ping_isPaddedToTheByte() {
        byte[] ping = encode(client, new Probe(Probe.Type.PING, 1, null), 1_350);

        assertThat(ping).hasSize(1_350);
        assertThat(decode(server, ping)).isEqualTo(new Probe(Probe.Type.PING, 1, null));
    }

    @Test
    void pong_saysWhereThePingCameFrom() {
        for (String host : new String[] {"192.0.2.7", "2001:db8::1"}) {
            var pong = new Probe(Probe.Type.PONG, 9, new InetSocketAddress(host, 4242));

            assertThat(decode(client, encode(server, pong, 0))).isEqualTo(pong);
        }
        var relayed = new Probe(Probe.Type.PONG, 9, null);
        assertThat(decode(client, encode(server, relayed, 0))).isEqualTo(relayed);
    }

    @Test
    void pong_isNotLongerThanTheShortestPing_byMoreThanAnAddress() {
        int ping = encode(client, new Probe(Probe.Type.PING, 1, null), 0).length;
        int pong = encode(server, new Probe(Probe.Type.PONG, 1, new InetSocketAddress("2001:db8::1", 1)), 0).length;

        assertThat(pong - ping).isEqualTo(19);
    }

    @Test
    void itsOwnProbes_sentBack_areRefused() {
        assertThat(decode(client, encode(client, new Probe(Probe.Type.PING, 1, null), 0)))
                .isNull();
    }

    @Test
    void otherSecret_isRefused() {
        byte[] other = secret.clone();
        other[31] = 1;

        assertThat(decode(new ProbeCodec(other, false, 1), encode(client, new Probe(Probe.Type.PING, 1, null), 0)))
                .isNull();
    }

    @Test
    void anyFlippedBit_isRefused() {
        byte[] ping = encode(client, new Probe(Probe.Type.PING, 1, null), 100);

        for (int bit = 8; bit < 8 * ping.length; bit++) {
            byte[] forged = ping.clone();
            forged[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(decode(server, forged)).as("bit %d", bit).isNull();
        }
    }

    @Test
    void garbage_isRefused() {
        var random = new Random(SEED);
        for (int i = 0; i < 20_000; i++) {
            byte[] garbage = new byte[random.nextInt(1_600)];
            random.nextBytes(garbage);
            if (garbage.length > 0) {
                garbage[0] = ProbeCodec.FIRST_BYTE;
            }
            ByteBuf packet = Unpooled.wrappedBuffer(garbage);
            if (ProbeCodec.isProbe(packet)) {
                assertThat(server.decode(packet)).isNull();
            }
        }
    }

    @Test
    void shortAndLongPackets_areNoProbes() {
        assertThat(ProbeCodec.isProbe(Unpooled.EMPTY_BUFFER)).isFalse();
        assertThat(ProbeCodec.isProbe(Unpooled.buffer().writeByte(0x2d).writeZero(32)))
                .isFalse();
        assertThat(ProbeCodec.isProbe(Unpooled.buffer().writeByte(0x2d).writeZero(1_500)))
                .isFalse();
    }

    private static byte[] encode(ProbeCodec codec, Probe probe, int bytes) {
        ByteBuf out = codec.encode(UnpooledByteBufAllocator.DEFAULT, probe, bytes);
        byte[] encoded = ByteBufUtil.getBytes(out);
        out.release();
        return encoded;
    }

    private static @Nullable Probe decode(ProbeCodec codec, byte[] packet) {
        return codec.decode(Unpooled.wrappedBuffer(packet));
    }
}
