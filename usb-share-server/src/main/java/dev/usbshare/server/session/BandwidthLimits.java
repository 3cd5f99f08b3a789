package dev.usbshare.server.session;

import dev.usbshare.identity.NodeId;
import dev.usbshare.server.engine.Bandwidth;
import dev.usbshare.usb.BusId;
import io.netty.util.concurrent.EventExecutor;
import java.util.HashMap;
import java.util.Map;

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

        Device(Bandwidth bandwidth) {
            this.bandwidth = bandwidth;
        }
    }

    private final Bandwidth all;
    private final long peerBytesPerSecond;
    private final long deviceBytesPerSecond;
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

    /** What a lease's terms say, or the settings if they are stricter. */
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
