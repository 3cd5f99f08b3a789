package dev.usbshare.server.engine;

import static dev.usbshare.server.engine.ScriptedUsbDevice.BULK_IN;
import static dev.usbshare.server.engine.ScriptedUsbDevice.BULK_OUT;
import static dev.usbshare.server.engine.ScriptedUsbDevice.INTERRUPT_IN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.capture.CapturePoint;
import dev.usbshare.quic.ManualEventExecutor;
import dev.usbshare.usb.Direction;
import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.SetupPacket;
import dev.usbshare.usb.TransferType;
import dev.usbshare.usb.Urb;
import dev.usbshare.usb.UrbStatus;
import dev.usbshare.wire.Frame;
import dev.usbshare.wire.LeaseId;
import dev.usbshare.wire.ProtocolException;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Long random lives of a lease: whatever happens in whatever order, each URB is answered once and nothing stays behind. */
class DeviceEngineRandomTest {

    private static final int STEPS = 3_000;
    private static final LeaseId LEASE = new LeaseId(1, 2);
    private static final List<EndpointAddress> ENDPOINTS =
            List.of(EndpointAddress.CONTROL, BULK_IN, BULK_OUT, INTERRUPT_IN);
    private static final int[] LIMITS = {0, 10_000, 100_000, 1_000_000};
    private static final int[] STATUSES = {UrbStatus.OK, UrbStatus.OK, UrbStatus.EPIPE, UrbStatus.EPROTO};

    private final ScriptedUsbDevice device = new ScriptedUsbDevice();
    private final ManualEventExecutor executor = new ManualEventExecutor();
    private final Bandwidth bandwidth = Bandwidth.forAll(executor).share();
    private final Silent silent = new Silent();
    private final DeviceEngine engine =
            new DeviceEngine(device, executor, new UrbMemory(64 << 10), bandwidth, silent, new CapturePoint(), () -> 0);
    private final Map<EndpointAddress, ClientStream> streams = new HashMap<>();
    private final List<ClientStream> ended = new ArrayList<>();
    /** Every URB submitted on a stream that was not closed by the client, with that stream. */
    private final Map<Integer, ClientStream> submitted = new HashMap<>();

    private int lastId;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void everyUrb_isAnsweredOnce_andNothingStaysBehind(long seed) {
        live(new Random(seed), false);
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void everyUrb_isAnsweredOnce_underLimitsThatComeAndGo(long seed) {
        live(new Random(seed), true);
    }

    private void live(Random random, boolean limited) {
        for (int step = 0; step < STEPS; step++) {
            step(random);
            if (limited && random.nextInt(50) == 0) {
                bandwidth.limit(LIMITS[random.nextInt(LIMITS.length)]);
            }
            assertThat(silent.failures).as("step %d", step).isEmpty();
        }

        streams.values().forEach(s -> s.setWritable(true));
        engine.close();
        device.endAll(UrbStatus.ECONNRESET);
        device.free.complete(null);
        executor.runUntilIdle();
        device.calls.forEach(call -> call.done().accept(UrbStatus.OK));
        executor.runUntilIdle();

        streams.values().forEach(ClientStream::answers);
        ended.forEach(ClientStream::answers);
        submitted.forEach((id, stream) -> assertThat(completions(stream, id) + (unlinkedOnly(stream, id) ? 1 : 0))
                .as("answers to URB %d", id)
                .isEqualTo(1));
        assertThat(engine.inFlightUrbs()).isZero();
        assertThat(engine.inFlightBytes()).isZero();
    }

    private static long completions(ClientStream stream, int id) {
        return stream.answers().stream()
                .filter(a -> a.startsWith("complete " + id + " "))
                .count();
    }

    private static boolean unlinkedOnly(ClientStream stream, int id) {
        return completions(stream, id) == 0 && stream.answers().contains("unlinked " + id);
    }

    private void step(Random random) {
        EndpointAddress endpoint = ENDPOINTS.get(random.nextInt(ENDPOINTS.size()));
        ClientStream stream = streams.computeIfAbsent(endpoint, e -> new ClientStream(e, silent).open(LEASE));
        switch (random.nextInt(20)) {
            case 0, 1, 2, 3, 4, 5, 6 -> submit(random, endpoint, stream);
            case 7, 8 -> stream.unlink(1 + random.nextInt(lastId + 1));
            case 9 -> raiseFence(random);
            case 10, 11, 12, 13 -> endSomething(random);
            case 14 -> endCall(random);
            case 15 -> stream.setWritable(random.nextBoolean());
            case 16 -> {
                if (random.nextInt(20) == 0) {
                    close(endpoint, stream);
                }
            }
            default -> executor.advance(Duration.ofMillis(random.nextInt(20)));
        }
    }

    private void submit(Random random, EndpointAddress endpoint, ClientStream stream) {
        int id = ++lastId;
        submitted.put(id, stream);
        if (!endpoint.isControl()) {
            if (endpoint.direction() == Direction.IN) {
                stream.submitIn(id, random.nextInt(2000));
            } else {
                stream.submitOut(id, "x".repeat(random.nextInt(2000)));
            }
            return;
        }
        switch (random.nextInt(4)) {
            case 0 -> stream.control(id, new SetupPacket(0x01, 11, 0, 0, 0), 0);
            case 1 -> stream.control(id, new SetupPacket(0x40, 3, 0, 0, 20), 20);
            default -> stream.control(id, new SetupPacket(0xc0, 3, 0, 0, 64), random.nextInt(100));
        }
    }

    private void raiseFence(Random random) {
        EndpointAddress endpoint = ENDPOINTS.get(random.nextInt(ENDPOINTS.size()));
        ClientStream waiting = streams.get(endpoint);
        Frame.Mark[] marks = streams.entrySet().stream()
                .filter(e -> !e.getKey().equals(endpoint) && random.nextBoolean())
                .map(e -> e.getValue().mark())
                .toArray(Frame.Mark[]::new);
        if (waiting != null && marks.length > 0) {
            waiting.fence(marks);
        }
    }

    private void endSomething(Random random) {
        if (device.submitted.isEmpty()) {
            return;
        }
        Urb urb = device.submitted.get(random.nextInt(device.submitted.size()));
        boolean cancel = device.cancelled.contains(urb.id());
        urb.buffer().setZero(Urb.HEADROOM_BYTES, urb.lengthBytes());
        int actual = random.nextInt(urb.lengthBytes() + 1);
        device.end(
                urb.id(),
                cancel && random.nextBoolean() ? UrbStatus.ECONNRESET : STATUSES[random.nextInt(STATUSES.length)],
                random.nextBoolean() ? actual : 0);
    }

    private void endCall(Random random) {
        if (!device.calls.isEmpty()) {
            device.calls.removeFirst().done().accept(random.nextBoolean() ? UrbStatus.OK : UrbStatus.EPIPE);
        }
    }

    private void close(EndpointAddress endpoint, ClientStream stream) {
        stream.server.close();
        streams.remove(endpoint);
        ended.add(stream);
        submitted.values().removeIf(s -> s == stream);
    }

    private final class Silent implements StreamOwner, EngineListener {
        final List<ProtocolException> failures = new ArrayList<>();

        @Override
        public @Nullable DeviceEngine engineOf(LeaseId lease) {
            return engine;
        }

        @Override
        public void opened(Channel stream, TransferType type) {}

        @Override
        public void failed(ProtocolException cause) {
            failures.add(cause);
        }

        @Override
        public void urbSubmitted() {}

        @Override
        public void urbCompleted(TransferType type, Direction direction, int status, int bytes, long nanos) {}

        @Override
        public void urbRefused(int status) {}
    }
}
