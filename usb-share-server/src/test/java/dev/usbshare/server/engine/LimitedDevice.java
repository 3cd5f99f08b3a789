package dev.usbshare.server.engine;

import dev.usbshare.capture.CapturePoint;
import dev.usbshare.quic.ManualEventExecutor;
import dev.usbshare.usb.Direction;
import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.TransferType;
import dev.usbshare.wire.LeaseId;
import dev.usbshare.wire.ProtocolException;
import io.netty.channel.Channel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A quick device with an engine under some limit, and the client that keeps its endpoints busy. */
final class LimitedDevice implements StreamOwner, EngineListener {

    private static final LeaseId LEASE = new LeaseId(1, 2);

    final QuickUsbDevice device;
    final DeviceEngine engine;
    final UrbMemory memory = new UrbMemory(64 << 20);
    private final Map<EndpointAddress, ClientStream> streams = new HashMap<>();
    private final List<Pump> pumps = new ArrayList<>();
    private int lastId;

    LimitedDevice(ManualEventExecutor executor, Bandwidth bandwidth) {
        device = new QuickUsbDevice(executor);
        engine = new DeviceEngine(
                device,
                executor,
                memory,
                bandwidth,
                this,
                new CapturePoint(),
                () -> executor.now().toNanos());
    }

    ClientStream stream(EndpointAddress endpoint) {
        return streams.computeIfAbsent(endpoint, e -> new ClientStream(e, this).open(LEASE));
    }

    /** From now on so many URBs of this size are in flight on an endpoint, whenever {@link #pump} is called. */
    void keepBusy(EndpointAddress endpoint, int urbBytes, int depth) {
        pumps.add(new Pump(stream(endpoint), endpoint.direction(), urbBytes, depth));
    }

    void pump() {
        pumps.forEach(Pump::topUp);
    }

    void readAll() {
        streams.values().forEach(ClientStream::answers);
    }

    int nextId() {
        return ++lastId;
    }

    @Override
    public DeviceEngine engineOf(LeaseId lease) {
        return engine;
    }

    @Override
    public void opened(Channel stream, TransferType type) {}

    @Override
    public void failed(ProtocolException cause) {
        throw new AssertionError(cause);
    }

    @Override
    public void urbSubmitted() {}

    @Override
    public void urbCompleted(TransferType type, Direction direction, int status, int bytes, long nanos) {}

    @Override
    public void urbRefused(int status) {}

    private final class Pump {
        private final ClientStream stream;
        private final Direction direction;
        private final int urbBytes;
        private final int depth;
        private final String data;
        private int inFlight;

        Pump(ClientStream stream, Direction direction, int urbBytes, int depth) {
            this.stream = stream;
            this.direction = direction;
            this.urbBytes = urbBytes;
            this.depth = depth;
            this.data = direction == Direction.OUT ? "x".repeat(urbBytes) : "";
        }

        void topUp() {
            inFlight -= stream.answers().size();
            stream.answers().clear();
            for (; inFlight < depth; inFlight++) {
                if (direction == Direction.IN) {
                    stream.submitIn(nextId(), urbBytes);
                } else {
                    stream.submitOut(nextId(), Objects.requireNonNull(data));
                }
            }
        }
    }
}
