package dev.usbshare.server.engine;

import static dev.usbshare.server.engine.ScriptedUsbDevice.BULK_IN;
import static dev.usbshare.server.engine.ScriptedUsbDevice.BULK_OUT;
import static dev.usbshare.server.engine.ScriptedUsbDevice.INTERRUPT_IN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.usbshare.quic.ManualEventExecutor;
import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.SetupPacket;
import dev.usbshare.wire.WireLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Limits of bulk data, on virtual time and to the byte. */
class BandwidthTest {

    private static final long RATE = 1_000_000;
    private static final int SECONDS = 10;
    private static final Percentage FIVE_PERCENT = Percentage.withPercentage(5);

    private final ManualEventExecutor executor = new ManualEventExecutor();
    private final List<LimitedDevice> devices = new ArrayList<>();
    private final Bandwidth all = Bandwidth.forAll(executor);
    private final Bandwidth peer = all.share();

    private static Bandwidth limited(Bandwidth bandwidth, long bytesPerSecond) {
        bandwidth.limit(bytesPerSecond);
        return bandwidth;
    }

    private LimitedDevice device(Bandwidth bandwidth) {
        var device = new LimitedDevice(executor, bandwidth);
        devices.add(device);
        return device;
    }

    @AfterEach
    void endEverything() {
        devices.forEach(device -> device.engine.close());
        executor.advance(Duration.ofSeconds(1));
        for (LimitedDevice device : devices) {
            device.readAll();
            assertThat(device.engine.inFlightUrbs()).isZero();
            assertThat(device.engine.inFlightBytes()).isZero();
        }
    }

    private void run(Duration time, LimitedDevice... devices) {
        for (long ms = 0; ms < time.toMillis(); ms++) {
            List.of(devices).forEach(LimitedDevice::pump);
            executor.advance(Duration.ofMillis(1));
        }
    }

    private static Stream<Arguments> loads() {
        return Stream.of(BULK_IN, BULK_OUT)
                .flatMap(endpoint -> IntStream.of(512, 4096, 65_536, 262_144)
                        .boxed()
                        .flatMap(bytes -> Stream.of(1, 32).map(depth -> Arguments.of(endpoint, bytes, depth))));
    }

    @ParameterizedTest(name = "{0}, URBs of {1} bytes, {2} in flight")
    @MethodSource("loads")
    void limit_holdsWithinFivePercentOverTenSeconds(EndpointAddress endpoint, int urbBytes, int depth) {
        // One small URB at a time moves less than the limit, a millisecond being the device's own.
        long rate = Math.min(RATE, 250L * depth * urbBytes);
        LimitedDevice limited = device(limited(peer.share(), rate));
        limited.keepBusy(endpoint, urbBytes, depth);

        run(Duration.ofSeconds(SECONDS), limited);

        assertThat(limited.device.bulkBytes).isCloseTo(rate * SECONDS, FIVE_PERCENT);
    }

    @Test
    void bothDirections_shareOneLimit() {
        LimitedDevice limited = device(limited(peer.share(), RATE));
        limited.keepBusy(BULK_IN, 16_384, 4);
        limited.keepBusy(BULK_OUT, 16_384, 4);

        run(Duration.ofSeconds(SECONDS), limited);

        assertThat(limited.device.bulkBytes).isCloseTo(RATE * SECONDS, FIVE_PERCENT);
    }

    @Test
    void strictestOfDevicePeerAndAll_binds() {
        for (int strictest = 0; strictest < 3; strictest++) {
            Bandwidth total = limited(Bandwidth.forAll(executor), strictest == 0 ? RATE : 5 * RATE);
            Bandwidth peers = limited(total.share(), strictest == 1 ? RATE : 4 * RATE);
            LimitedDevice limited = device(limited(peers.share(), strictest == 2 ? RATE : 3 * RATE));
            limited.keepBusy(BULK_IN, 16_384, 8);

            run(Duration.ofSeconds(SECONDS), limited);

            assertThat(limited.device.bulkBytes).isCloseTo(RATE * SECONDS, FIVE_PERCENT);
        }
    }

    @Test
    void twoDevicesOfAPeer_shareItsLimitByBytes_whateverTheirUrbs() {
        peer.limit(RATE);
        LimitedDevice large = device(peer.share());
        LimitedDevice small = device(peer.share());
        large.keepBusy(BULK_IN, 131_072, 16);
        small.keepBusy(BULK_OUT, 2_048, 16);

        run(Duration.ofSeconds(SECONDS), large, small);

        assertThat(large.device.bulkBytes + small.device.bulkBytes).isCloseTo(RATE * SECONDS, FIVE_PERCENT);
        assertThat((double) large.device.bulkBytes / small.device.bulkBytes).isCloseTo(1, within(0.1));
    }

    @Test
    void twoPeers_shareTheTotalEqually_howeverManyDevicesOneOfThemHas() {
        all.limit(RATE);
        Bandwidth greedy = all.share();
        LimitedDevice[] devices = {
            device(greedy.share()), device(greedy.share()), device(greedy.share()), device(peer.share())
        };
        for (LimitedDevice each : devices) {
            each.keepBusy(BULK_IN, 16_384, 16);
        }

        run(Duration.ofSeconds(SECONDS), devices);

        assertThat(devices[3].device.bulkBytes).isCloseTo(RATE * SECONDS / 2, FIVE_PERCENT);
    }

    @Test
    void deviceThatWasQuiet_isNotOwedWhatItDidNotUse() {
        peer.limit(RATE);
        LimitedDevice busy = device(peer.share());
        LimitedDevice quiet = device(peer.share());
        busy.keepBusy(BULK_IN, 16_384, 16);
        run(Duration.ofSeconds(SECONDS), busy);
        long before = busy.device.bulkBytes;
        quiet.keepBusy(BULK_IN, 16_384, 16);

        run(Duration.ofSeconds(SECONDS), busy, quiet);

        assertThat(busy.device.bulkBytes - before).isCloseTo(RATE * SECONDS / 2, FIVE_PERCENT);
    }

    @Test
    void controlAndInterrupt_areNotHeldBack() {
        LimitedDevice limited = device(limited(peer.share(), 1_000));
        limited.keepBusy(BULK_IN, 262_144, 8);
        limited.keepBusy(BULK_OUT, 65_536, 8);
        run(Duration.ofMillis(50), limited);
        Duration now = executor.now();

        limited.stream(INTERRUPT_IN).submitIn(9_001, 8);
        limited.stream(EndpointAddress.CONTROL).control(9_002, new SetupPacket(0xc0, 1, 0, 0, 8), 8);
        limited.stream(EndpointAddress.CONTROL).control(9_003, new SetupPacket(0x02, 1, 0, 0x81, 0), 0);

        assertThat(limited.device.starts)
                .filteredOn(start -> start.urbId() > 9_000)
                .extracting(QuickUsbDevice.Start::at)
                .containsExactly(now, now);
        executor.advance(Duration.ofMillis(2));
        assertThat(limited.stream(INTERRUPT_IN).answers()).hasSize(1);
        assertThat(limited.stream(EndpointAddress.CONTROL).answers()).hasSize(2);
    }

    @Test
    void withoutALimit_nothingWaitsAndNoTimerRuns() {
        LimitedDevice free = device(peer.share());

        free.stream(BULK_IN).submitIn(1, 1 << 20);
        free.stream(BULK_IN).submitIn(2, 1 << 20);

        assertThat(free.device.startedIds()).containsExactly(1, 2);
        assertThat(free.engine.inFlightUrbs()).isEqualTo(2);
    }

    @Test
    void unlinkOfAnUrbThatWaits_isAnsweredAtOnce_andTheOthersKeepTheirOrder() {
        LimitedDevice limited = device(limited(peer.share(), RATE));
        ClientStream out = limited.stream(BULK_OUT);
        for (int id = 1; id <= 4; id++) {
            out.submitOut(id, "x".repeat(100_000));
        }
        assertThat(limited.device.startedIds()).containsExactly(1);

        out.unlink(3);
        executor.runUntilIdle();
        assertThat(out.answers()).containsExactly("unlinked 3");
        executor.advance(Duration.ofSeconds(1));

        assertThat(limited.device.startedIds()).containsExactly(1, 2, 4);
        assertThat(out.answers()).hasSize(4);
        assertThat(limited.engine.inFlightBytes()).isZero();
    }

    @Test
    void endpointsThatWait_takeTurns() {
        LimitedDevice limited = device(limited(peer.share(), RATE));
        limited.stream(BULK_OUT).submitOut(1, "x".repeat(10_000));
        for (int id = 2; id <= 4; id++) {
            limited.stream(BULK_OUT).submitOut(id, "x".repeat(10_000));
        }
        limited.stream(BULK_IN).submitIn(11, 10_000);

        executor.advance(Duration.ofSeconds(1));

        assertThat(limited.device.startedIds()).containsExactly(1, 2, 11, 3, 4);
    }

    @Test
    void shortReads_costWhatTheyBrought() {
        LimitedDevice limited = device(limited(peer.share(), RATE));
        limited.device.brings = asked -> asked / 16;
        limited.keepBusy(BULK_IN, 16_384, 64);

        run(Duration.ofSeconds(SECONDS), limited);

        assertThat(limited.device.bulkBytes).isCloseTo(RATE * SECONDS, FIVE_PERCENT);
    }

    @Test
    void changedLimit_appliesAtOnce_toWhatWaitsToo() {
        Bandwidth bandwidth = limited(peer.share(), 1_000);
        LimitedDevice limited = device(bandwidth);
        limited.keepBusy(BULK_IN, 50_000, 4);
        run(Duration.ofSeconds(5), limited);
        assertThat(limited.device.startedIds()).as("in debt for 50 s").hasSize(1);

        bandwidth.limit(RATE);
        run(Duration.ofSeconds(SECONDS), limited);
        assertThat(limited.device.bulkBytes).isCloseTo(RATE * SECONDS, FIVE_PERCENT);

        bandwidth.limit(0);
        limited.pump();
        executor.runUntilIdle();
        assertThat(limited.engine.inFlightUrbs()).isEqualTo(4);
        int started = limited.device.starts.size();
        executor.advance(Duration.ofMillis(1));
        limited.pump();
        assertThat(limited.device.starts).hasSize(started + 4);
    }

    @Test
    void changedLimit_forgivesNoDebt() {
        Bandwidth bandwidth = limited(peer.share(), RATE);
        LimitedDevice limited = device(bandwidth);
        limited.stream(BULK_IN).submitIn(1, 1_000_000);
        executor.advance(Duration.ofMillis(2));

        for (int i = 0; i < 100; i++) {
            bandwidth.limit(i % 2 == 0 ? RATE / 2 : RATE);
        }
        limited.stream(BULK_IN).submitIn(2, 100);
        executor.advance(Duration.ofMillis(900));

        assertThat(limited.device.startedIds()).containsExactly(1);
    }

    @Test
    void urbsThatWait_countAsInFlight() {
        LimitedDevice limited = device(limited(peer.share(), 1_000));
        ClientStream in = limited.stream(BULK_IN);
        for (int id = 0; id <= WireLimits.MAX_IN_FLIGHT_URBS; id++) {
            in.submitIn(id, 5_000);
        }
        executor.runUntilIdle();

        assertThat(in.answers()).containsExactly("complete 1024 status -12 actual 0");
    }

    @Test
    void close_endsWhatWaits() {
        LimitedDevice limited = device(limited(peer.share(), 1_000));
        ClientStream out = limited.stream(BULK_OUT);
        for (int id = 1; id <= 3; id++) {
            out.submitOut(id, "x".repeat(10_000));
        }

        var closed = limited.engine.close().toCompletableFuture();
        executor.advance(Duration.ofMillis(5));

        assertThat(closed).isCompleted();
        assertThat(out.answers())
                .containsExactlyInAnyOrder(
                        "complete 1 status 0 actual 10000",
                        "complete 2 status -108 actual 0",
                        "complete 3 status -108 actual 0");
        executor.advance(Duration.ofMinutes(5));
        assertThat(limited.device.startedIds()).containsExactly(1);
        assertThat(limited.engine.inFlightBytes()).isZero();
    }

    @Test
    void streamThatEnds_takesWhatWaitsAlong() {
        LimitedDevice limited = device(limited(peer.share(), 1_000));
        ClientStream out = limited.stream(BULK_OUT);
        for (int id = 1; id <= 3; id++) {
            out.submitOut(id, "x".repeat(10_000));
        }
        executor.advance(Duration.ofMillis(2));

        out.server.close();
        executor.advance(Duration.ofMinutes(5));

        assertThat(limited.device.startedIds()).containsExactly(1);
        assertThat(limited.engine.inFlightUrbs()).isZero();
        assertThat(limited.engine.inFlightBytes()).isZero();
    }
}
