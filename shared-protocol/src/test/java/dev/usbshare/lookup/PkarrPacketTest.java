package dev.usbshare.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.usbshare.identity.NodeId;
import dev.usbshare.identity.NodeKey;
import dev.usbshare.relay.RelayUrl;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PkarrPacketTest {

    private static final NodeKey KEY = NodeKey.generate();
    private static final long TIME = 1_700_000_000_123_456L;
    private static final NodeAddresses ADDRESSES = new NodeAddresses(
            List.of(new InetSocketAddress("192.0.2.7", 7490), new InetSocketAddress("2001:db8::7", 1)),
            List.of(new RelayUrl("https://relay.example.org./"), new RelayUrl("http://127.0.0.1:8080/")));

    /** A packet of a DNS message of whatever form, signed as it should be. */
    static byte[] payload(NodeKey key, long time, byte[] dns) {
        byte[] head = ("3:seqi" + time + "e1:v" + dns.length + ":").getBytes(StandardCharsets.US_ASCII);
        byte[] signed =
                ByteBuffer.allocate(head.length + dns.length).put(head).put(dns).array();
        return ByteBuffer.allocate(72 + dns.length)
                .put(key.sign(signed))
                .putLong(time)
                .put(dns)
                .array();
    }

    private static void assertRefused(byte[] payload, String saying) {
        assertThatExceptionOfType(PkarrException.class)
                .isThrownBy(() -> PkarrPacket.verify(KEY.id(), payload))
                .withMessageContaining(saying);
    }

    @Test
    void signed_isVerified_andTellsItsAddresses() throws Exception {
        PkarrPacket signed = PkarrPacket.sign(KEY, TIME, ADDRESSES);
        PkarrPacket read = PkarrPacket.verify(KEY.id(), signed.payload());

        assertThat(read).isEqualTo(signed);
        assertThat(read.addresses()).isEqualTo(ADDRESSES);
        assertThat(read.timestampMicros()).isEqualTo(TIME);
        assertThat(read.texts())
                .containsExactly(
                        "relay=https://relay.example.org./",
                        "relay=http://127.0.0.1:8080/",
                        "addr=192.0.2.7:7490",
                        "addr=[2001:db8:0:0:0:0:0:7]:1");
    }

    /** Made by another implementation: pkarr 1.3.0 of npm, with the seed 42 (32 times), without name compression. */
    @Test
    void packetOfAnotherImplementation_isVerified() throws Exception {
        NodeId signer = NodeId.parse("197f6b23e16c8532c6abc838facd5ea789be0c76b2920334039bfa8b3d368d61");
        byte[] payload = HexFormat.of()
                .parseHex("5ab2d89536950450d53af470d8e079bb185ec3426fd991986ebfa6d77cc2757c4e0c0f095f43d524"
                        + "0be4c78815fcbfcbf6be71616c0e55e387fef6c8e22a400100060a24182022400000800000000003"
                        + "00000000055f69726f6834646639737365396270316e756674696d3379687869756b367736723568"
                        + "646473736b6a79677079647578376573786a7374696f6f00001000010000001e001e1d72656c6179"
                        + "3d68747470733a2f2f72656c61792e6578616d706c652e2f055f69726f6834646639737365396270"
                        + "316e756674696d3379687869756b367736723568646473736b6a79677079647578376573786a7374"
                        + "696f6f00001000010000001e001413616464723d3139322e302e322e373a37343930055f69726f68"
                        + "34646639737365396270316e756674696d3379687869756b367736723568646473736b6a79677079"
                        + "647578376573786a7374696f6f00001000010000001e000c0b757365722d646174613d78");

        PkarrPacket packet = PkarrPacket.verify(signer, payload);

        assertThat(packet.timestampMicros()).isEqualTo(TIME);
        assertThat(packet.texts())
                .containsExactly("relay=https://relay.example./", "addr=192.0.2.7:7490", "user-data=x");
        assertThat(packet.addresses())
                .isEqualTo(new NodeAddresses(
                        List.of(new InetSocketAddress("192.0.2.7", 7490)),
                        List.of(new RelayUrl("https://relay.example./"))));
    }

    @Test
    void dnsMessage_hasTheFormThatPkarrAsksFor() {
        byte[] payload = PkarrPacket.sign(
                        KEY, TIME, new NodeAddresses(List.of(), List.of(new RelayUrl("https://a.example/"))))
                .payload();
        ByteBuffer dns = ByteBuffer.wrap(payload, 72, payload.length - 72).slice();

        assertThat(dns.getLong()).as("id 0, an answer, no question, one record").isEqualTo(0x0000_8000_0000_0001L);
        assertThat(dns.getInt()).isZero();
        assertThat(text(dns)).isEqualTo("_iroh");
        assertThat(text(dns)).isEqualTo(Z32.of(KEY.id()));
        assertThat(dns.get()).isZero();
        assertThat(dns.getInt()).as("TXT, IN").isEqualTo(0x0010_0001);
        assertThat(dns.getInt()).as("time to live").isEqualTo(30);
        assertThat(dns.getShort()).isEqualTo((short) (dns.remaining()));
        assertThat(text(dns)).isEqualTo("relay=https://a.example/");
        assertThat(dns.hasRemaining()).isFalse();
    }

    private static String text(ByteBuffer dns) {
        byte[] text = new byte[dns.get() & 0xff];
        dns.get(text);
        return new String(text, StandardCharsets.US_ASCII);
    }

    @Test
    void nothingToSay_isAPacketToo() throws Exception {
        PkarrPacket signed = PkarrPacket.sign(KEY, TIME, NodeAddresses.NONE);

        assertThat(PkarrPacket.verify(KEY.id(), signed.payload()).addresses().isEmpty())
                .isTrue();
    }

    @Test
    void moreThanFits_isLeftOut_relaysLast() {
        var relays = new ArrayList<RelayUrl>();
        var direct = new ArrayList<InetSocketAddress>();
        for (int i = 0; i < 10; i++) {
            relays.add(new RelayUrl("https://relay-" + i + "." + "x".repeat(50) + ".example/"));
            direct.add(new InetSocketAddress("2001:db8::" + i, 7490));
        }
        PkarrPacket signed = PkarrPacket.sign(KEY, TIME, new NodeAddresses(direct, relays));

        assertThat(signed.payload()).hasSizeLessThanOrEqualTo(PkarrPacket.MAX_BYTES);
        assertThat(signed.addresses().relays())
                .hasSizeGreaterThan(5)
                .isEqualTo(relays.subList(0, signed.addresses().relays().size()));
        assertThat(signed.addresses().direct()).hasSizeLessThan(10);
    }

    @Test
    void signedByAnother_isRefused() {
        assertRefused(PkarrPacket.sign(NodeKey.generate(), TIME, ADDRESSES).payload(), "not signed by");
    }

    @Test
    void anyByteChanged_isRefused() {
        byte[] good = PkarrPacket.sign(KEY, TIME, ADDRESSES).payload();
        for (int at = 0; at < good.length; at++) {
            byte[] changed = good.clone();
            changed[at] ^= 1;
            assertRefused(changed, "not signed by");
        }
    }

    @Test
    void tooShortOrTooLong_isRefused() {
        assertRefused(new byte[71], "71 bytes");
        assertRefused(new byte[PkarrPacket.MAX_BYTES + 1], "1073 bytes");
    }

    @Test
    void signedGarbage_isRefused_orSaysNothing() {
        var random = new Random(9);
        byte[] good = PkarrPacket.sign(KEY, TIME, ADDRESSES).payload();
        byte[] dns = Arrays.copyOfRange(good, 72, good.length);
        for (int i = 0; i < 3000; i++) {
            byte[] changed = dns.clone();
            for (int n = random.nextInt(6); n >= 0; n--) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt();
            }
            byte[] cut = Arrays.copyOf(changed, random.nextInt(changed.length));
            for (byte[] message : List.of(changed, cut)) {
                // Only what is refused as it should be, or read, may happen.
                assertThatCode(() -> {
                            try {
                                DnsTxt.decode(message).forEach(r -> AddressTexts.parse(List.of(r.text())));
                            } catch (IllegalArgumentException e) {
                                assertThat(e).isNotInstanceOf(NumberFormatException.class);
                            }
                        })
                        .doesNotThrowAnyException();
            }
        }
    }

    @Test
    void nameThatPointsToItself_isRefused() {
        byte[] dns = new byte[12 + 16];
        dns[2] = (byte) 0x80;
        dns[7] = 1;
        dns[12] = (byte) 0xc0;
        dns[13] = 12;

        assertRefused(payload(KEY, TIME, dns), "no DNS message");
    }

    @Test
    void manyRecordsInALittleMessage_areRefused() {
        byte[] dns = new byte[12];
        dns[6] = (byte) 0xff;
        dns[7] = (byte) 0xff;

        assertRefused(payload(KEY, TIME, dns), "no DNS message");
    }

    @Test
    void recordsOfOtherNames_areNotTheNodes() throws Exception {
        byte[] dns = DnsTxt.encode("_iroh." + Z32.of(NodeKey.generate().id()), 30, List.of("addr=192.0.2.1:1"));

        assertThat(PkarrPacket.verify(KEY.id(), payload(KEY, TIME, dns)).texts())
                .isEmpty();
    }

    @Test
    void addressesThatAreNone_areLeftOut_andNothingIsLookedUp() {
        NodeAddresses read = AddressTexts.parse(List.of(
                "addr=localhost:1",
                "addr=192.0.2.1:0",
                "addr=192.0.2.1:65536",
                "addr=192.0.2.256:1",
                "addr=192.0.2.1",
                "addr=[fe80::1%eth0]:1",
                "addr=[::1:1",
                "addr=:1",
                "addr=custom:1:2",
                "addr=192.0.2.9:9",
                "relay=ftp://x/",
                "relay=\u001b[2J",
                "user-data=relay=https://x/",
                "relay=https://good.example"));

        assertThat(read.direct()).containsExactly(new InetSocketAddress("192.0.2.9", 9));
        assertThat(read.relays()).containsExactly(new RelayUrl("https://good.example/"));
    }

    @Test
    void newerTime_orTheGreaterMessageOfTheSame_takesItsPlace() {
        PkarrPacket packet = PkarrPacket.sign(KEY, TIME, ADDRESSES);
        PkarrPacket later = PkarrPacket.sign(KEY, TIME + 1, NodeAddresses.NONE);
        PkarrPacket sameTime = PkarrPacket.sign(KEY, TIME, NodeAddresses.NONE);
        PkarrPacket endOfTime = PkarrPacket.sign(KEY, -1, NodeAddresses.NONE);

        assertThat(later.isNewerThan(packet)).isTrue();
        assertThat(packet.isNewerThan(later)).isFalse();
        assertThat(packet.isNewerThan(packet)).isFalse();
        assertThat(packet.isNewerThan(sameTime)).isNotEqualTo(sameTime.isNewerThan(packet));
        assertThat(endOfTime.isNewerThan(later)).isTrue();
    }
}
