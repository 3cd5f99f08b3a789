package dev.usbshare.service.network;

import dev.usbshare.identity.NodeKey;
import dev.usbshare.lookup.NodeAddresses;
import dev.usbshare.lookup.PkarrHttp;
import dev.usbshare.lookup.PkarrPublisher;
import dev.usbshare.lookup.PkarrTimestamps;
import dev.usbshare.relay.RelayUrl;
import dev.usbshare.service.StateDirectory;
import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.DefaultThreadFactory;
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

    private final boolean tellsAddresses;
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

    private Whereabouts(NetworkProperties inForce, NodeKey key, StateDirectory state) {
        tellsAddresses = inForce.publishAddresses();
        publishing = inForce.lookup().isEmpty() ? null : Publishing.of(inForce, key, state);
    }

    /** @throws dev.usbshare.service.StartFailure naming a setting */
    public static Whereabouts open(NetworkProperties network, NodeKey key, StateDirectory state) {
        return new Whereabouts(network.inForce(), key, state);
    }

    /** This is where the server may be reached from here on; of its addresses nothing is told unless the settings say so. Returns at once. */
    public void changed(NodeAddresses now) {
        own = now;
        if (publishing != null) {
            publishing.publisher.publish(new NodeAddresses(tellsAddresses ? now.direct() : List.of(), now.relays()));
        }
    }

    /** The relays at which the server can be found, the best first. */
    public List<RelayUrl> relays() {
        return own.relays();
    }

    /** Returns at once. */
    @Override
    public void close() {
        if (publishing != null) {
            publishing.close();
        }
    }
}
