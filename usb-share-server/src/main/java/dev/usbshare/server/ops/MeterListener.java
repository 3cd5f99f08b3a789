package dev.usbshare.server.ops;

import dev.usbshare.identity.NodeId;
import dev.usbshare.quic.PathReport;
import dev.usbshare.server.engine.EngineListener;
import dev.usbshare.server.session.SessionListener;
import dev.usbshare.service.meters.UrbMeters;
import dev.usbshare.usb.BusId;
import dev.usbshare.usb.Direction;
import dev.usbshare.usb.TransferType;
import dev.usbshare.wire.RefusalCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Counts what engines and sessions do in {@link ServerMeters}.
 *
 * <p><b>Confinement</b>: the listener methods on the transport's executor; meters are read from any thread.
 */
final class MeterListener implements EngineListener, SessionListener {

    private final UrbMeters urbs;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final Counter heldBack;
    private final Map<RefusalCode, Counter> refusals;
    private final Map<RefusalCode, Counter> policyDenials;
    private final Map<Denial, Counter> denied;
    private final Counter protocolErrors;
    private final PeerMeters peers;
    private final SharedDeviceMeters devices;

    /** @param devices of which each lease's device has its own */
    MeterListener(MeterRegistry registry, SharedDeviceMeters devices) {
        this.devices = devices;
        peers = new PeerMeters(registry);
        urbs = new UrbMeters(registry, ServerMeters.URB_LATENCY, ServerMeters.URB_BYTES, ServerMeters.URB_ERRORS);
        heldBack = ServerMeters.URBS_HELD_BACK.counter().register(registry);
        refusals = byReason(registry, ServerMeters.REFUSALS, RefusalCode.values());
        policyDenials = byReason(registry, ServerMeters.POLICY_DENIALS, RefusalCode.values());
        denied = byReason(registry, ServerMeters.PEERS_DENIED, Denial.values());
        protocolErrors = ServerMeters.PROTOCOL_ERRORS.counter().register(registry);
        ServerMeters.URBS_IN_FLIGHT.gauge(inFlight::get).register(registry);
    }

    private static <R extends Enum<R>> Map<R, Counter> byReason(
            MeterRegistry registry, ServerMeters meter, R[] reasons) {
        return Arrays.stream(reasons)
                .collect(Collectors.toMap(
                        Function.identity(),
                        reason -> meter.counter()
                                .tag(
                                        ServerMeters.Tag.REASON.asString(),
                                        reason.name().toLowerCase(Locale.ROOT))
                                .register(registry)));
    }

    @Override
    public EngineListener ofLease(NodeId holder, BusId device) {
        return new LeaseTraffic(this, devices.of(device), peers.of(holder));
    }

    @Override
    public void urbHeldBack() {
        heldBack.increment();
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
    public void sessionOpened(NodeId peer, String name, Supplier<PathReport> path) {
        peers.opened(peer, name, path);
    }

    @Override
    public void sessionClosed(NodeId peer) {
        peers.closed(peer);
    }

    @Override
    public void peerDenied(Denial why) {
        increment(denied, why);
    }

    @Override
    public void protocolBroken() {
        protocolErrors.increment();
    }

    @Override
    public void leaseGranted(NodeId holder) {
        peers.of(holder).leases(1);
    }

    @Override
    public void leaseEnded(NodeId holder) {
        peers.of(holder).leases(-1);
    }

    @Override
    public void refused(RefusalCode code) {
        increment(refusals, code);
    }

    @Override
    public void notAllowed(RefusalCode code) {
        increment(policyDenials, code);
    }

    private static <R> void increment(Map<R, Counter> counters, R reason) {
        Objects.requireNonNull(counters.get(reason)).increment();
    }
}
