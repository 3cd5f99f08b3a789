package dev.usbshare.service.network;

import dev.usbshare.identity.NodeId;
import dev.usbshare.identity.NodeKey;
import dev.usbshare.lookup.LanAnnouncer;
import dev.usbshare.lookup.NodeAddresses;
import dev.usbshare.lookup.PkarrHttp;
import dev.usbshare.lookup.PkarrPublisher;
import dev.usbshare.lookup.PkarrTimestamps;
import dev.usbshare.nat.Interfaces;
import dev.usbshare.relay.RelayUrl;
import dev.usbshare.service.StateDirectory;
import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Where a server can be found, and telling it to those whom clients ask. Thread-safe; what is told is told on a thread of its own, which
 * there is only if there is somebody to tell.
 */
public final class Whereabouts implements AutoCloseable {

    private static final String TIMESTAMPS = "pkarr.timestamp";

    private final NetworkProperties network;
    private final NodeId node;
    private final String name;
    private volatile @Nullable LanAnnouncer lan;
    private final @Nullable Publishing publishing;
    private volatile NodeAddresses own = NodeAddresses.NONE;

    private record Publishing(DefaultEventExecutor executor, PkarrHttp http, PkarrPublisher publisher) {

        static Publishing of(NetworkProperties network, NodeKey key, StateDirectory state) {
            var executor = new DefaultEventExecutor(new DefaultThreadFactory("usb-share-whereabouts", true));
            var http = new PkarrHttp(Trust.of(network).forHttp());
            var timestamps = new PkarrTimestamps(state.resolve(TIMESTAMPS), Clock.systemUTC());
            return new Publishing(
                    executor,
                    http,
                    new PkarrPublisher(
                            key, http, network.lookup(), timestamps, executor, RandomGenerator.getDefault()));
        }

        void close() {
            publisher.close();
            http.close();
            executor.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }

    private Whereabouts(NetworkProperties inForce, NodeKey key, String name, StateDirectory state) {
        network = inForce;
        node = key.id();
        this.name = name;
        publishing = inForce.lookup().isEmpty() ? null : Publishing.of(inForce, key, state);
    }

    /**
     * @param name of the server, for people
     * @throws dev.usbshare.service.StartFailure naming a setting
     */
    public static Whereabouts open(NetworkProperties network, NodeKey key, String name, StateDirectory state) {
        return new Whereabouts(network.inForce(), key, name, state);
    }

    /** The server's UDP port is open from here on: the local network is told. Returns at once. */
    public void opened(InetSocketAddress address) {
        InetAddress at = address.getAddress();
        if (network.lan() && !at.isLoopbackAddress()) {
            lan = new LanAnnouncer(
                    node, name, address.getPort(), () -> at.isAnyLocalAddress() ? Interfaces.own() : List.of(at));
        }
    }

    /** This is where the server may be reached from here on; of its addresses nothing is told unless the settings say so. Returns at once. */
    public void changed(NodeAddresses now) {
        own = now;
        if (publishing != null) {
            publishing.publisher.publish(
                    new NodeAddresses(network.publishAddresses() ? now.direct() : List.of(), now.relays()));
        }
    }

    /** The relays at which the server can be found, the best first. */
    public List<RelayUrl> relays() {
        return own.relays();
    }

    /** Takes back what the local network was told. May take two seconds. */
    @Override
    public void close() {
        LanAnnouncer announcer = lan;
        if (announcer != null) {
            announcer.close();
        }
        if (publishing != null) {
            publishing.close();
        }
    }
}
