package dev.usbshare.nat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.nat.StunMessage.TransactionId;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StunMessageTest {

    private static final TransactionId RFC_TRANSACTION = new TransactionId(0xb7e7a701, 0xbc34d686_fa87dfaeL);
    private static final TransactionId TRANSACTION = new TransactionId(1, 2);

    /** RFC 5769 §2.1. */
    private static final String RFC_REQUEST = """
            00010058 2112a442 b7e7a701bc34d686fa87dfae
            80220010 5354554e207465737420636c69656e74
            00240004 6e0001ff
            80290008 932ff9b151263b36
            00060009 6576746a3a68367659202020
            00080014 9aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a2
            80280004 e57a3bcf""";

    /** RFC 5769 §2.2. */
    private static final String RFC_IPV4_RESPONSE = """
            0101003c 2112a442 b7e7a701bc34d686fa87dfae
            8022000b 7465737420766563746f7220
            00200008 0001a147e112a643
            00080014 2b91f599fd9e90c38c7489f92af9ba53f06be7d7
            80280004 c07d4c96""";

    /** RFC 5769 §2.3. */
    private static final String RFC_IPV6_RESPONSE = """
            01010048 2112a442 b7e7a701bc34d686fa87dfae
            8022000b 7465737420766563746f7220
            00200014 0002a1470113a9faa5d3f179bc25f4b5bed2b9d9
            00080014 a382954e4be67bf11784c97c8292c275bfe3ed41
            80280004 c8fb0b4c""";

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
    }

    private static @Nullable StunMessage parse(byte[] datagram) {
        return StunMessage.parse(Unpooled.wrappedBuffer(datagram));
    }

    private static byte[] encoded(StunMessage message) {
        ByteBuf out = message.encode(ByteBufAllocator.DEFAULT);
        try {
            byte[] bytes = new byte[out.readableBytes()];
            out.readBytes(bytes);
            return bytes;
        } finally {
            out.release();
        }
    }

    @Test
    void requestOfTheRfc_isRead() {
        assertThat(parse(bytes(RFC_REQUEST))).isEqualTo(StunMessage.request(RFC_TRANSACTION));
    }

    @Test
    void responsesOfTheRfc_tellTheirAddress() {
        assertThat(parse(bytes(RFC_IPV4_RESPONSE)))
                .isEqualTo(StunMessage.success(RFC_TRANSACTION, new InetSocketAddress("192.0.2.1", 32_853)));
        assertThat(parse(bytes(RFC_IPV6_RESPONSE)))
                .isEqualTo(StunMessage.success(
                        RFC_TRANSACTION, new InetSocketAddress("2001:db8:1234:5678:11:2233:4455:6677", 32_853)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.1", "2001:db8::7"})
    void success_encoded_isReadBack(String host) {
        var message = StunMessage.success(TRANSACTION, new InetSocketAddress(host, 65_535));

        assertThat(parse(encoded(message))).isEqualTo(message);
    }

    @Test
    void request_encoded_isHeaderAndFingerprint() {
        assertThat(HexFormat.of().formatHex(encoded(StunMessage.request(TRANSACTION))))
                .startsWith("00010008" + "2112a442" + "00000001" + "0000000000000002" + "80280004")
                .hasSize(2 * 28);
        assertThat(parse(encoded(StunMessage.request(TRANSACTION)))).isEqualTo(StunMessage.request(TRANSACTION));
    }

    @Test
    void plainMappedAddress_ofAnOldServer_isRead_butTheXoredOneIsPreferred() {
        String header = "0101%04x 2112a442 b7e7a701bc34d686fa87dfae";
        String plain = "00010008 00011f90 0a000001";
        String xored = "00200008 0001a147 e112a643";

        assertThat(parse(bytes(header.formatted(12) + plain)))
                .isEqualTo(StunMessage.success(RFC_TRANSACTION, new InetSocketAddress("10.0.0.1", 8080)));
        assertThat(parse(bytes(header.formatted(24) + plain + xored)))
                .isEqualTo(StunMessage.success(RFC_TRANSACTION, new InetSocketAddress("192.0.2.1", 32_853)));
    }

    @Test
    void anyBitFlipped_ofHeaderAddressOrFingerprint_isNoticed() {
        byte[] good = bytes(RFC_IPV4_RESPONSE);
        IntStream.concat(IntStream.range(0, 48), IntStream.range(good.length - 4, good.length))
                .flatMap(at -> IntStream.range(8 * at, 8 * at + 8))
                .forEach(bit -> {
                    byte[] flipped = good.clone();
                    flipped[bit / 8] ^= (byte) (1 << bit % 8);

                    assertThat(parse(flipped)).as("bit %d", bit).isNull();
                });
    }

    @Test
    void cutAnywhere_isNone() {
        byte[] good = bytes(RFC_IPV6_RESPONSE);
        for (int length = 0; length < good.length; length++) {
            assertThat(parse(Arrays.copyOf(good, length))).isNull();
        }
    }

    @Test
    void successWithoutAddress_orOfAnUnknownFamily_isNone() {
        assertThat(parse(bytes("01010000 2112a442 b7e7a701bc34d686fa87dfae"))).isNull();
        assertThat(parse(bytes("0101000c 2112a442 b7e7a701bc34d686fa87dfae 00200008 0003a147e112a643")))
                .isNull();
        assertThat(parse(bytes("01010008 2112a442 b7e7a701bc34d686fa87dfae 00200004 0001a147")))
                .isNull();
    }

    @Test
    void error_isRead_withoutAddress() {
        assertThat(parse(bytes("01110008 2112a442 b7e7a701bc34d686fa87dfae 00090004 00000400")))
                .isEqualTo(new StunMessage(StunMessage.Type.ERROR, RFC_TRANSACTION, null));
    }

    @Test
    void quicAndOtherDatagrams_areNotStun() {
        assertThat(StunMessage.isStun(Unpooled.wrappedBuffer(bytes(RFC_REQUEST))))
                .isTrue();
        assertThat(StunMessage.isStun(Unpooled.wrappedBuffer(bytes("41010008 2112a442 00000000 00000000 00000000"))))
                .isFalse();
        assertThat(StunMessage.isStun(Unpooled.wrappedBuffer(bytes("00010008 2112a443 00000000 00000000 00000000"))))
                .isFalse();
        assertThat(StunMessage.isStun(Unpooled.EMPTY_BUFFER)).isFalse();
    }

    @Test
    void randomAttributes_areReadOrNot_withoutFailing() {
        var random = new Random(4);
        for (int i = 0; i < 20_000; i++) {
            byte[] datagram = new byte[20 + 4 * random.nextInt(12)];
            random.nextBytes(datagram);
            System.arraycopy(bytes("0101" + "%04x".formatted(datagram.length - 20) + "2112a442"), 0, datagram, 0, 8);
            for (int at = 20; at + 4 <= datagram.length; at += 4 + 4 * random.nextInt(6)) {
                datagram[at] = 0;
                datagram[at + 1] = (byte) (random.nextBoolean() ? 0x20 : 1);
                datagram[at + 2] = 0;
                datagram[at + 3] = (byte) random.nextInt(24);
            }
            StunMessage read = parse(datagram);

            assertThat(read == null || read.mapped() != null).isTrue();
        }
    }
}
