package dev.usbshare.server.ops;

import dev.usbshare.server.engine.EngineListener;
import dev.usbshare.server.session.SessionListener;
import dev.usbshare.service.meters.UrbMeters;
import dev.usbshare.usb.Direction;
import dev.usbshare.usb.TransferType;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/**
 * Counts what engines and sessions do in {@link ServerMeters}.
 *
 * <p><b>Confinement</b>: the listener methods on the transport's executor; meters are read from any thread.
 */
final class MeterListener implements EngineListener, SessionListener {

    private final UrbMeters urbs;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger sessions = new AtomicInteger();
    private final Counter denied;
    private final Counter protocolErrors;

    MeterListener(MeterRegistry registry, IntSupplier leases, IntSupplier sharedDevices) {
        urbs = new UrbMeters(registry, ServerMeters.URB_LATENCY, ServerMeters.URB_BYTES, ServerMeters.URB_ERRORS);
        denied = ServerMeters.PEERS_DENIED.counter().register(registry);
        protocolErrors = ServerMeters.PROTOCOL_ERRORS.counter().register(registry);
        ServerMeters.URBS_IN_FLIGHT.gauge(inFlight::get).register(registry);
        ServerMeters.SESSIONS.gauge(sessions::get).register(registry);
        ServerMeters.LEASES.gauge(leases::getAsInt).register(registry);
        ServerMeters.DEVICES_SHARED.gauge(sharedDevices::getAsInt).register(registry);
        ServerMeters.BUFFERS
                .gauge(PooledByteBufAllocator.DEFAULT::pinnedDirectMemory)
                .register(registry);
    }

    @Override
    public void urbSubmitted() {
        inFlight.incrementAndGet();
    }

    @Override
    public void urbCompleted(TransferType type, Direction direction, int status, int moved, long nanos) {
        inFlight.decrementAndGet();
        urbs.completed(type, direction, status, moved, nanos);
    }

    @Override
    public void urbRefused(int status) {
        urbs.refused(status);
    }

    @Override
    public void sessionOpened() {
        sessions.incrementAndGet();
    }

    @Override
    public void sessionClosed() {
        sessions.decrementAndGet();
    }

    @Override
    public void peerDenied() {
        denied.increment();
    }

    @Override
    public void protocolBroken() {
        protocolErrors.increment();
    }

    @Override
    public void leaseGranted() {}

    @Override
    public void leaseEnded() {}
}
