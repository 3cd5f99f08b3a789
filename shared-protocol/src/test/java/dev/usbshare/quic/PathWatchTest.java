package dev.usbshare.quic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.identity.NodeId;
import dev.usbshare.identity.NodeKey;
import dev.usbshare.path.Directness;
import dev.usbshare.path.PathKind;
import dev.usbshare.path.PathView;
import dev.usbshare.wire.CloseCode;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathWatchTest {

    private static final Instant NOW = Instant.parse("2026-11-22T20:00:00Z");
    private static final SocketAddress HOME = new InetSocketAddress("192.0.2.1", 7490);
    private static final SocketAddress AWAY = new InetSocketAddress("192.0.2.9", 7490);

    /** Its path is what a test says it is. */
    private static final class ToldConnection implements PeerConnection {

        private final NodeId peer = NodeKey.generate().id();
        private SocketAddress address = HOME;
        private CompletionStage<PathStatistics> statistics = new CompletableFuture<>();
        private List<PathView> paths = List.of();
        private Directness directness = new Directness(Directness.Reason.IS_DIRECT, "");
        private long switches;

        @Override
        public NodeId peer() {
            return peer;
        }

        @Override
        public SocketAddress remoteAddress() {
            return address;
        }

        @Override
        public EventExecutor executor() {
            return ImmediateEventExecutor.INSTANCE;
        }

        @Override
        public CompletionStage<Channel> openStream(StreamPriority priority, ChannelHandler handler) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void prioritize(Channel stream, StreamPriority priority) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close(CloseCode code, String detail) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<PathStatistics> statistics() {
            return statistics;
        }

        @Override
        public List<PathView> paths() {
            return paths;
        }

        @Override
        public Directness directness() {
            return directness;
        }

        @Override
        public long pathSwitches() {
            return switches;
        }
    }

    private final ToldConnection connection = new ToldConnection();
    private final SettableClock clock = SettableClock.standingAt(NOW);
    private final PathWatch watch = new PathWatch(connection, clock);

    private PathReport look(long roundTripMillis, long sent, long lost) {
        connection.statistics = CompletableFuture.completedFuture(
                new PathStatistics(Duration.ofMillis(roundTripMillis), sent, 0, lost));
        watch.look();
        return watch.report();
    }

    @Test
    void beforeTheFirstLook_onlyTheAddressIsKnown() {
        assertThat(watch.report()).isEqualTo(PathReport.of(HOME, NOW, null));
    }

    @Test
    void pathsOfTheConnection_areThoseOfTheMoment() {
        PathReport before = look(5, 10, 0);
        var relay = new PathView(
                PathKind.RELAY, "https://relay.example/", PathView.State.VALID, true, NOW, Duration.ofMillis(40), 0);
        connection.paths = List.of(relay);
        connection.directness = new Directness(Directness.Reason.UDP_BLOCKED, "no UDP gets out");
        connection.switches = 3;
        PathReport report = watch.report();
        assertThat(before.active().kind()).isEqualTo(PathKind.DIRECT);
        assertThat(report.active()).isEqualTo(relay);
        assertThat(report.directness().reason()).isEqualTo(Directness.Reason.UDP_BLOCKED);
        assertThat(report.switches()).isEqualTo(3);
        assertThat(report.measured()).isEqualTo(before.measured());
    }

    @Test
    void roundTrip_keepsItsLowestAndHighest() {
        look(20, 10, 0);
        look(5, 20, 0);
        assertThat(look(12, 30, 0).measured())
                .isEqualTo(
                        new PathReport.Measured(Duration.ofMillis(12), Duration.ofMillis(5), Duration.ofMillis(20), 0));
    }

    @Test
    void loss_isOfThePacketsBetweenTheLooks() {
        look(5, 1_000, 500);
        PathReport.Measured measured = look(5, 1_200, 510).measured();
        assertThat(measured).isNotNull();
        assertThat(measured.lossPercent()).isEqualTo(5);
    }

    @Test
    void loss_isForgottenAfterSixteenLooks() {
        look(5, 0, 0);
        look(5, 100, 50);
        PathReport report = watch.report();
        for (int i = 0; i < 15; i++) {
            report = look(5, 200 + 100 * i, 50);
        }
        assertThat(report.measured()).isNotNull();
        assertThat(report.measured().lossPercent()).isZero();
    }

    @Test
    void nothingSent_isNothingLost() {
        look(5, 100, 3);
        PathReport.Measured measured = look(5, 100, 3).measured();
        assertThat(measured).isNotNull();
        assertThat(measured.lossPercent()).isZero();
    }

    @Test
    void otherAddress_isInUseSinceItWasSeen() {
        look(5, 10, 0);
        clock.jump(Duration.ofMinutes(1));
        assertThat(look(5, 20, 0).active().since()).isEqualTo(NOW);
        connection.address = AWAY;
        PathReport moved = look(5, 30, 0);
        assertThat(moved.active())
                .extracting(PathView::target, PathView::since)
                .containsExactly("192.0.2.9:7490", NOW.plusSeconds(60));
        assertThat(moved.connected()).isEqualTo(NOW);
    }

    @Test
    void connectionThatEnded_keepsItsLastReport() {
        PathReport last = look(5, 10, 0);
        connection.statistics = CompletableFuture.failedFuture(new IllegalStateException("closed"));
        watch.look();
        assertThat(watch.report()).isEqualTo(last);
    }

    @ParameterizedTest
    @CsvSource({"50, 1, GOOD", "51, 0, FAIR", "1, 1.1, FAIR", "150, 5, FAIR", "151, 0, POOR", "1, 5.1, POOR"})
    void quality_isThatOfTheWorseFigure(long roundTripMillis, double lossPercent, PathReport.Quality quality) {
        var millis = Duration.ofMillis(roundTripMillis);
        assertThat(new PathReport.Measured(millis, millis, millis, lossPercent).quality())
                .isEqualTo(quality);
    }
}
