package dev.usbshare.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usbshare.identity.NodeId;
import dev.usbshare.identity.NodeKey;
import dev.usbshare.relay.RelayFrame.Datagrams;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The small parts that a pool is made of. */
class RelayPartsTest {

    private static final NodeId PEER = NodeKey.generate().id();

    private static Datagrams frame(int bytes, int segmentBytes) {
        ByteBuf content = UnpooledByteBufAllocator.DEFAULT.buffer(Math.max(bytes, 1));
        return new Datagrams(PEER, 0, segmentBytes, content.writeZero(bytes));
    }

    @Test
    void pending_tooMany_keepsTheLatest() {
        var pending = new PendingDatagrams();
        for (int i = 1; i <= PendingDatagrams.MAX_FRAMES + 2; i++) {
            pending.add(frame(i, 0), 0);
        }

        assertThat(drained(pending)).hasSize(PendingDatagrams.MAX_FRAMES).startsWith(3);
    }

    @Test
    void pending_tooLarge_keepsTheLatest() {
        var pending = new PendingDatagrams();
        pending.add(frame(PendingDatagrams.MAX_BYTES, 0), 0);
        pending.add(frame(7, 0), 0);

        assertThat(drained(pending)).containsExactly(7);
        assertThat(drained(pending)).isEmpty();
    }

    private static List<Integer> drained(PendingDatagrams pending) {
        var sizes = new ArrayList<Integer>();
        pending.drain(0, frame -> {
            sizes.add(frame.content().readableBytes());
            frame.release();
        });
        return sizes;
    }

    @Test
    void splitter_cutsBetweenDatagrams() {
        var parts = new ArrayList<Integer>();

        boolean sent = DatagramSplitter.split(frame(70_000, 1000), part -> {
            parts.add(part.content().readableBytes());
            part.release();
        });

        assertThat(sent).isTrue();
        assertThat(parts).containsExactly(65_000, 5_000);
    }

    @Test
    void splitter_datagramLargerThanAFrame_isDropped() {
        assertThat(DatagramSplitter.split(frame(70_000, 0), Datagrams::release)).isFalse();
        assertThat(DatagramSplitter.split(frame(140_000, 65_535), Datagrams::release))
                .isFalse();
    }

    @Test
    void backoff_doubles_andEndsAtItsCaps() {
        var backoff = new RelayBackoff(new Random(2));
        long longest = 0;
        for (int i = 1; i <= 30; i++) {
            backoff.onFailure(RelayFailure.passing("x"));
            long wait = backoff.waitNanos(false);
            assertThat(wait).isBetween(RelayBackoff.FIRST_NANOS / 2, RelayBackoff.LONGEST_NANOS);
            assertThat(backoff.waitNanos(true)).isLessThanOrEqualTo(RelayBackoff.LONGEST_WANTED_NANOS);
            longest = Math.max(longest, wait);
        }
        assertThat(longest).isGreaterThan(RelayBackoff.LONGEST_NANOS / 2);

        backoff.onSuccess();
        backoff.onFailure(RelayFailure.passing("x"));
        assertThat(backoff.waitNanos(false)).isLessThanOrEqualTo(RelayBackoff.FIRST_NANOS);
    }

    @Test
    void home_choice() {
        Duration near = Duration.ofMillis(20);
        Duration far = Duration.ofMillis(60);

        assertThat(HomeChoice.<String>choose(null, Map.of())).isNull();
        assertThat(HomeChoice.choose("a", Map.of())).isNull();
        assertThat(HomeChoice.choose(null, Map.of("a", far, "b", near))).isEqualTo("b");
        assertThat(HomeChoice.choose("a", Map.of("b", far))).isEqualTo("b");
        assertThat(HomeChoice.choose("a", Map.of("a", far, "b", near))).isEqualTo("b");
        assertThat(HomeChoice.choose("a", Map.of("a", near, "b", Duration.ofMillis(14))))
                .isEqualTo("a");
        assertThat(HomeChoice.choose("a", Map.of("a", far, "b", Duration.ofMillis(45))))
                .isEqualTo("a");
    }

    @Test
    void addresses_familiesTakeTurns() throws UnknownHostException {
        InetAddress four = InetAddress.getByName("192.0.2.1");
        InetAddress otherFour = InetAddress.getByName("192.0.2.2");
        InetAddress six = InetAddress.getByName("2001:db8::1");

        assertThat(AddressOrder.byTurns(List.of(four, otherFour, six))).containsExactly(four, six, otherFour);
        assertThat(AddressOrder.byTurns(List.of(six, four, otherFour))).containsExactly(six, four, otherFour);
        assertThat(AddressOrder.byTurns(List.of())).isEmpty();
    }

    @Test
    void authority_asRequestsNameIt() {
        assertThat(NettyRelayDialler.webSocketUri(new RelayUrl("https://Relay.Test.")))
                .hasToString("wss://relay.test/relay");
        assertThat(NettyRelayDialler.webSocketUri(new RelayUrl("http://[2001:db8::1]:3340")))
                .hasToString("ws://[2001:db8::1]:3340/relay");
    }

    @Test
    void token_isNotShown_andIsOne() throws IOException {
        RelayTrust trust = RelayTrust.of(null);
        NodeKey key = NodeKey.generate();

        var config = new RelayConfig(key, List.of(), "s3cret", true, trust, new Random(), InstantSource.system());

        assertThat(config.toString()).doesNotContain("s3cret");
        assertThatThrownBy(() -> new RelayConfig(
                        key, List.of(), "two words\r\n", true, trust, new Random(), InstantSource.system()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("words");
    }

    @Test
    void trust_fileThatIsNone_saysWhich(@TempDir Path directory) throws IOException {
        Path absent = directory.resolve("absent.pem");
        Path empty = Files.createFile(directory.resolve("empty.pem"));
        Path noise = Files.writeString(directory.resolve("noise.pem"), "-----BEGIN CERTIFICATE-----\nAAAA\n");

        assertThatThrownBy(() -> RelayTrust.of(absent))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(absent.toString());
        assertThatThrownBy(() -> RelayTrust.of(empty))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(empty.toString());
        assertThatThrownBy(() -> RelayTrust.of(noise))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(noise.toString());
    }
}
