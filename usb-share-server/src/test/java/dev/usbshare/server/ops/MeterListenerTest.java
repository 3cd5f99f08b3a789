package dev.usbshare.server.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.identity.NodeId;
import dev.usbshare.identity.NodeKey;
import dev.usbshare.quic.PathReport;
import dev.usbshare.server.catalog.SharedDevices;
import dev.usbshare.server.engine.EngineListener;
import dev.usbshare.server.session.SessionListener.Denial;
import dev.usbshare.service.meters.MetersTable;
import dev.usbshare.service.meters.NamedMeters;
import dev.usbshare.simulation.Loopback;
import dev.usbshare.simulation.SimulatedUsbHost;
import dev.usbshare.usb.BusId;
import dev.usbshare.usb.DevicePattern;
import dev.usbshare.usb.Direction;
import dev.usbshare.usb.TransferType;
import dev.usbshare.usb.UrbStatus;
import dev.usbshare.wire.RefusalCode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is counted for whom, and what is left of it when the peer or the device has gone. */
class MeterListenerTest {

    private static final long MILLI = 1_000_000;

    private final SimulatedUsbHost host = new SimulatedUsbHost();
    private final SharedDevices shared = new SharedDevices(host, List.of(new DevicePattern.Any()));
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final MeterListener meters = new MeterListener(registry, new SharedDeviceMeters(registry, shared));
    private final NodeId peer = NodeKey.generate().id();
    private final BusId device = host.plug(new Loopback("1"));

    @AfterEach
    void close() {
        host.close();
    }

    private static PathReport path(int millis) {
        var measured = new PathReport.Measured(
                Duration.ofMillis(millis), Duration.ofMillis(millis), Duration.ofMillis(millis), 2);
        return PathReport.of(new InetSocketAddress("192.0.2.1", 1), Instant.EPOCH, measured);
    }

    private EngineListener lease(NodeId holder, BusId of) {
        meters.leaseGranted(holder);
        return meters.ofLease(holder, of);
    }

    private double gauge(String name, String... tags) {
        return registry.get("usbshare.server." + name).tags(tags).gauge().value();
    }

    private double count(String name, String... tags) {
        return registry.get("usbshare.server." + name).tags(tags).counter().count();
    }

    private long withTag(String key) {
        return registry.getMeters().stream()
                .filter(meter -> meter.getId().getTag(key) != null)
                .map(meter -> meter.getId().getTag(key))
                .distinct()
                .count();
    }

    @Test
    void traffic_isCountedForAll_forTheDevice_andForItsHolder() {
        meters.sessionOpened(peer, "desk", () -> path(20));
        EngineListener traffic = lease(peer, device);

        traffic.urbSubmitted();
        traffic.urbSubmitted();
        assertThat(gauge("device.urbs.in.flight", "device", device.value())).isEqualTo(2);
        traffic.urbCompleted(TransferType.BULK, Direction.IN, UrbStatus.OK, 512, MILLI);
        traffic.urbCompleted(TransferType.BULK, Direction.OUT, UrbStatus.EPIPE, 13, MILLI);
        traffic.urbRefused(UrbStatus.ENOMEM);
        traffic.urbHeldBack();

        assertThat(gauge("urbs.in.flight")).isZero();
        assertThat(gauge("device.urbs.in.flight", "device", device.value())).isZero();
        assertThat(count("urbs.held.back")).isEqualTo(1);
        assertThat(count("device.urb.errors", "device", device.value())).isEqualTo(2);
        assertThat(count("device.urb.bytes", "device", device.value(), "direction", "in"))
                .isEqualTo(512);
        String id = peer.toShortString();
        assertThat(count("peer.urb.bytes", "peer", id, "name", "desk", "direction", "out"))
                .isEqualTo(13);
        assertThat(gauge("peer.leases", "peer", id, "name", "desk")).isEqualTo(1);
        assertThat(gauge("peer.round.trip", "peer", id, "name", "desk")).isEqualTo(0.02);
        assertThat(gauge("peer.packet.loss", "peer", id, "name", "desk")).isEqualTo(0.02);
        assertThat(MetersTable.undocumented(registry, List.of(ServerMeters.values())))
                .isEmpty();
    }

    @Test
    void sessionThatReplacesAnother_keepsThePeersMeters_andItsOwnPath() {
        meters.sessionOpened(peer, "desk", () -> path(20));
        meters.sessionOpened(peer, "desk", () -> path(80));
        meters.sessionClosed(peer);

        assertThat(gauge("sessions", "path", "direct")).isEqualTo(1);
        assertThat(gauge("peer.round.trip", "peer", peer.toShortString())).isEqualTo(0.08);

        meters.sessionClosed(peer);

        assertThat(gauge("sessions", "path", "direct")).isZero();
        assertThat(withTag("peer")).isZero();
    }

    @Test
    void deviceThatIsUnplugged_takesItsMetersAlong_andTheLastUrbsHarmNothing() {
        EngineListener traffic = lease(peer, device);
        traffic.urbSubmitted();

        host.unplug(device);
        traffic.urbCompleted(TransferType.BULK, Direction.IN, UrbStatus.ESHUTDOWN, 0, MILLI);

        assertThat(withTag("device")).isZero();
        assertThat(gauge("urbs.in.flight")).isZero();
    }

    @Test
    void crowdOfPeersAndDevices_costsABoundedNumberOfMeters() {
        for (int i = 0; i < 3 * NamedMeters.MAX_NAMES; i++) {
            NodeId one = NodeKey.generate().id();
            meters.sessionOpened(one, "", () -> path(1));
            lease(one, new BusId("7-" + (i + 1))).urbCompleted(TransferType.BULK, Direction.IN, UrbStatus.OK, 1, MILLI);
        }

        assertThat(withTag("peer")).isEqualTo(NamedMeters.MAX_NAMES + 1);
        assertThat(withTag("device")).isEqualTo(NamedMeters.MAX_NAMES + 1);
        assertThat(count("device.urb.bytes", "device", "other", "direction", "in"))
                .isEqualTo(2 * NamedMeters.MAX_NAMES);
        assertThat(gauge("peer.leases", "peer", "other")).isEqualTo(2 * NamedMeters.MAX_NAMES);
        assertThat(gauge("peer.round.trip", "peer", "other")).isNaN();
        assertThat(gauge("sessions", "path", "direct")).isEqualTo(3 * NamedMeters.MAX_NAMES);
    }

    @Test
    void refusals_areCountedByReason() {
        meters.refused(RefusalCode.LEASED);
        meters.refused(RefusalCode.PIN_WRONG);
        meters.notAllowed(RefusalCode.PIN_WRONG);
        meters.peerDenied(Denial.TOO_OFTEN);

        assertThat(count("refusals", "reason", "leased")).isEqualTo(1);
        assertThat(count("refusals", "reason", "pin_wrong")).isEqualTo(1);
        assertThat(count("policy.denials", "reason", "pin_wrong")).isEqualTo(1);
        assertThat(count("policy.denials", "reason", "leased")).isZero();
        assertThat(count("peers.denied", "reason", "too_often")).isEqualTo(1);
    }
}
