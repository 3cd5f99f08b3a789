package dev.usbshare.server.session;

import dev.usbshare.identity.NodeId;
import dev.usbshare.server.engine.Bandwidth;
import dev.usbshare.usb.BusId;
import io.netty.util.concurrent.EventExecutor;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The limits of bulk data: of all peers together, of each peer, of each device. They outlive leases and sessions for as long
 * as something is owed, so that nobody gets rid of his debt by coming back.
 *
 * <p><b>Confinement</b>: the sessions' executor.
 */
public final class BandwidthLimits {

    private static final class Peer {
        private final Bandwidth bandwidth;
        private final Map<BusId, Device> devices = new HashMap<>();

        Peer(Bandwidth bandwidth) {
            this.bandwidth = bandwidth;
        }

        boolean isForgettable() {
            return devices.isEmpty() && bandwidth.isClear();
        }
    }

    private static final class Device {
        private final Bandwidth bandwidth;
        private int users;
        /** What its lease says; 0 for no limit. */
        private long termsBytesPerSecond;

        Device(Bandwidth bandwidth) {
            this.bandwidth = bandwidth;
        }
    }

    private final Bandwidth all;
    private long peerBytesPerSecond;
    private long deviceBytesPerSecond;
    private final Map<NodeId, Peer> peers = new HashMap<>();

    /** Each limit in bytes a second; 0 for none. */
    public BandwidthLimits(
            EventExecutor executor, long allBytesPerSecond, long peerBytesPerSecond, long deviceBytesPerSecond) {
        this.all = Bandwidth.forAll(executor);
        this.all.limit(allBytesPerSecond);
        this.peerBytesPerSecond = peerBytesPerSecond;
        this.deviceBytesPerSecond = deviceBytesPerSecond;
    }

    public static BandwidthLimits none(EventExecutor executor) {
        return new BandwidthLimits(executor, 0, 0, 0);
    }

    /** For a lease, until {@link #release}. */
    Bandwidth take(NodeId peer, BusId busId) {
        forgetWhatIsClear();
        Peer its = peers.computeIfAbsent(peer, p -> new Peer(limited(all.share(), peerBytesPerSecond)));
        Device device = its.devices.computeIfAbsent(
                busId, b -> new Device(limited(its.bandwidth.share(), deviceBytesPerSecond)));
        device.users++;
        return device.bandwidth;
    }

    void release(NodeId peer, BusId busId) {
        Peer its = peers.get(peer);
        Device device = its == null ? null : its.devices.get(busId);
        if (device != null) {
            device.users--;
        }
    }

    /** How fast a peer's device may be now, all limits considered; 0 for no limit. */
    long limitOf(NodeId peer, BusId busId) {
        Peer its = peers.get(peer);
        Device device = its == null ? null : its.devices.get(busId);
        long own = device == null ? deviceBytesPerSecond : device.bandwidth.limit();
        return Stream.of(own, peerBytesPerSecond, all.limit())
                .filter(limit -> limit != 0)
                .min(Comparator.naturalOrder())
                .orElse(0L);
    }

    /** What a lease says of its device: that counts, or the settings if they are stricter; 0 for no limit. */
    void terms(NodeId peer, BusId busId, long bytesPerSecond) {
        Peer its = peers.get(peer);
        Device device = its == null ? null : its.devices.get(busId);
        if (device != null) {
            device.termsBytesPerSecond = bytesPerSecond;
            device.bandwidth.limit(strictest(bytesPerSecond));
        }
    }

    /** URBs that wait for a limit now. Any thread. */
    public int waitingUrbs() {
        return all.waitingUrbs();
    }

    /** Other limits, at once, for what waits already too. Each in bytes a second; 0 for none. */
    public void change(long allBytesPerSecond, long eachPeerBytesPerSecond, long eachDeviceBytesPerSecond) {
        peerBytesPerSecond = eachPeerBytesPerSecond;
        deviceBytesPerSecond = eachDeviceBytesPerSecond;
        all.limit(allBytesPerSecond);
        peers.values().forEach(peer -> {
            peer.bandwidth.limit(peerBytesPerSecond);
            peer.devices.values().forEach(device -> device.bandwidth.limit(strictest(device.termsBytesPerSecond)));
        });
    }

    long strictest(long termsBytesPerSecond) {
        return termsBytesPerSecond == 0 || deviceBytesPerSecond == 0
                ? Math.max(termsBytesPerSecond, deviceBytesPerSecond)
                : Math.min(termsBytesPerSecond, deviceBytesPerSecond);
    }

    private static Bandwidth limited(Bandwidth bandwidth, long bytesPerSecond) {
        bandwidth.limit(bytesPerSecond);
        return bandwidth;
    }

    private void forgetWhatIsClear() {
        peers.values().forEach(peer -> peer.devices.values().removeIf(d -> d.users == 0 && d.bandwidth.isClear()));
        peers.values().removeIf(Peer::isForgettable);
    }
}
