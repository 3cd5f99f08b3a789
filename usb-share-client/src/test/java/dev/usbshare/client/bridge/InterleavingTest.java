package dev.usbshare.client.bridge;

import static dev.usbshare.client.bridge.BridgeFixture.BULK_IN;
import static dev.usbshare.client.bridge.BridgeFixture.INTERRUPT_IN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.client.vhci.inprocess.KernelUrb;
import dev.usbshare.usb.Direction;
import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.IsoPacket;
import dev.usbshare.usb.IsoPackets;
import dev.usbshare.usb.SetupPacket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Thousands of random histories of drivers and server: whatever the order of things, each request comes back once, with
 * its own data, and the kernel never has a reason to drop the device.
 */
class InterleavingTest {

    private static final int STEPS = 300;
    /** Raise it for a long search: {@code JAVA_TOOL_OPTIONS=-Dtest.histories=1000 mvn test}. */
    private static final int HISTORIES_PER_TEST = Integer.getInteger("test.histories", 30);

    private static final int MAX_BYTES = 5_000;
    private static final int[] ENDPOINTS = {0x81, 0x02, 0x83, 0x84, 0x05, 0x8f, 0x0e};

    static IntStream firstSeeds() {
        return IntStream.range(0, 5).map(i -> i * HISTORIES_PER_TEST);
    }

    @ParameterizedTest
    @MethodSource("firstSeeds")
    void history_leftToEnd_answersEverything(int firstSeed) {
        for (int seed = firstSeed; seed < firstSeed + HISTORIES_PER_TEST; seed++) {
            var history = new History(seed);
            history.run();
            history.settle();
        }
    }

    @ParameterizedTest
    @MethodSource("firstSeeds")
    void history_cutShort_givesEverythingBack(int firstSeed) {
        for (int seed = firstSeed; seed < firstSeed + HISTORIES_PER_TEST; seed++) {
            var history = new History(-1 - seed);
            history.run();
            history.cutShort();
        }
    }

    private static final class History {
        final int seed;
        final Random random;
        final BridgeFixture f = new BridgeFixture();
        final RandomServer server;
        final List<KernelUrb> submitted = new ArrayList<>();
        final Map<KernelUrb, byte[]> outData = new HashMap<>();
        final Map<KernelUrb, Integer> givenBack = new HashMap<>();
        final List<KernelUrb> inOrderOfReturn = new ArrayList<>();

        History(int seed) {
            this.seed = seed;
            this.random = new Random(seed);
            f.server.streamBytes = 1_000 + random.nextInt(200_000);
            f.ready();
            // The two requests of the enumeration are behind us.
            f.server.streams.forEach(stream -> {
                stream.frames.clear();
                stream.submits.clear();
                stream.payloads.clear();
            });
            server = new RandomServer(f.server, random);
        }

        void run() {
            for (int i = 0; i < STEPS; i++) {
                switch (random.nextInt(8)) {
                    case 0, 1, 2 -> submit();
                    case 3 -> unlink();
                    case 4 -> f.port().pauseReceiving(random.nextBoolean());
                    case 5, 6 -> server.step();
                    default -> f.loop.runUntilIdle();
                }
            }
        }

        void settle() {
            f.port().pauseReceiving(false);
            for (int i = 0; i < STEPS && !(f.port().isIdle() && server.isIdle()); i++) {
                f.loop.runUntilIdle();
                server.settle();
            }
            f.loop.runUntilIdle();
            assertThat(f.port().breach()).as("seed %d", seed).isEmpty();
            assertThat(f.listener.ends).as("seed %d", seed).isEmpty();
            assertThat(f.port().isIdle()).as("seed %d", seed).isTrue();
            assertThat(f.bridge().inFlightUrbs()).as("seed %d", seed).isZero();
            assertThat(f.bridge().inFlightBytes()).as("seed %d", seed).isZero();
            requireOneAnswerEach();
            requireOwnData();
            f.bridge().close();
            f.assertEnded(BridgeEnd.Closed.class);
        }

        void cutShort() {
            switch (random.nextInt(4)) {
                case 0 -> f.server.cut();
                case 1 -> f.bridge().close();
                case 2 -> f.port().detach();
                default ->
                    f.server
                            .streams
                            .get(random.nextInt(f.server.streams.size()))
                            .close();
            }
            f.loop.runUntilIdle();
            f.port().pauseReceiving(false);
            f.server.streams.forEach(stream -> stream.autoRead(true));
            f.loop.runUntilIdle();
            assertThat(f.port().breach()).as("seed %d", seed).isEmpty();
            assertThat(f.listener.ends).as("seed %d", seed).hasSize(1);
            assertThat(f.port().closed().toCompletableFuture())
                    .as("seed %d", seed)
                    .isDone();
            assertThat(f.server.streams).as("seed %d", seed).allMatch(stream -> stream.closed);
            assertThat(f.bridge().inFlightUrbs()).as("seed %d", seed).isZero();
            requireOneAnswerEach();
            requireOwnData();
        }

        private void submit() {
            KernelUrb urb = switch (random.nextInt(10)) {
                case 0 -> control(0x80, 6, 0x0100, 0, 18);
                case 1 -> control(0xc0, 1, 0, 0, random.nextInt(100));
                case 2 -> control(0x40, 1, 0, 0, random.nextInt(100));
                case 3 ->
                    random.nextBoolean() ? control(0x01, 11, random.nextInt(2), 1, 0) : control(0x02, 1, 0, 0x81, 0);
                default -> data(new EndpointAddress(ENDPOINTS[random.nextInt(ENDPOINTS.length)]));
            };
            submitted.add(urb);
            f.port().submit(urb);
        }

        private KernelUrb control(int type, int request, int value, int index, int lengthBytes) {
            var setup = new SetupPacket(type, request, value, index, lengthBytes);
            byte[] out = bytes(setup.direction() == Direction.OUT ? lengthBytes : 0);
            KernelUrb urb = KernelUrb.control(setup, out, this::givenBack);
            outData.put(urb, out);
            return urb;
        }

        private KernelUrb data(EndpointAddress endpoint) {
            boolean in = endpoint.direction() == Direction.IN;
            boolean iso = endpoint.number() == 4 || endpoint.number() == 5;
            int lengthBytes = random.nextInt(MAX_BYTES);
            byte[] out = bytes(in ? 0 : lengthBytes);
            KernelUrb urb;
            if (iso) {
                int half = lengthBytes / 2;
                var packets = IsoPackets.of(
                        List.of(new IsoPacket(0, half, 0, -18), new IsoPacket(half, lengthBytes - half, 0, -18)));
                urb = KernelUrb.isochronous(endpoint, lengthBytes, out, packets, this::givenBack);
            } else if (in) {
                urb = KernelUrb.in(endpoint, lengthBytes, 0, this::givenBack);
            } else {
                urb = KernelUrb.out(endpoint, out, 0, this::givenBack);
            }
            outData.put(urb, out);
            return urb;
        }

        private byte[] bytes(int count) {
            byte[] data = new byte[count];
            random.nextBytes(data);
            return data;
        }

        private void unlink() {
            if (!submitted.isEmpty()) {
                int recent = Math.min(submitted.size(), 30);
                f.port().unlink(submitted.get(submitted.size() - 1 - random.nextInt(recent)));
            }
        }

        /** Data of an URB that was taken back may go to the next one: what arrives is what was sent, in order. */
        private void requireInOrder(EndpointAddress endpoint) {
            String sent = server.sent(endpoint);
            int from = 0;
            for (KernelUrb urb : inOrderOfReturn) {
                if (!urb.endpoint().equals(endpoint) || urb.inData().length == 0) {
                    continue;
                }
                String data = new String(urb.inData(), StandardCharsets.ISO_8859_1);
                int at = sent.indexOf(data, from);
                assertThat(at).as("seed %d, seqnum %d", seed, urb.seqnum()).isNotNegative();
                from = at + data.length();
            }
        }

        private void givenBack(KernelUrb urb) {
            inOrderOfReturn.add(urb);
            givenBack.merge(urb, 1, Integer::sum);
        }

        private void requireOneAnswerEach() {
            for (KernelUrb urb : submitted) {
                assertThat(givenBack.get(urb))
                        .as("seed %d, seqnum %d", seed, urb.seqnum())
                        .isEqualTo(1);
            }
        }

        private void requireOwnData() {
            for (KernelUrb urb : submitted) {
                byte[] data = urb.inData();
                boolean descriptor = data.length == 18 && data[0] == 18;
                boolean continuous =
                        urb.endpoint().equals(BULK_IN) || urb.endpoint().equals(INTERRUPT_IN);
                if (data.length > 0
                        && !descriptor
                        && !continuous
                        && !Arrays.equals(data, RandomServer.pattern(urb.seqnum(), data.length))) {
                    throw new AssertionError("seed " + seed + ": other data for seqnum " + urb.seqnum());
                }
            }
            requireInOrder(BULK_IN);
            requireInOrder(INTERRUPT_IN);
            server.received.forEach((urbId, data) -> {
                KernelUrb urb = submitted.stream()
                        .filter(u -> u.seqnum() == urbId)
                        .findFirst()
                        .orElseThrow();
                assertThat(data).as("seed %d, seqnum %d", seed, urbId).isEqualTo(outData.get(urb));
            });
        }
    }
}
