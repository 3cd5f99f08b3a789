package dev.usbshare.service.network;

import dev.usbshare.identity.NodeKey;
import dev.usbshare.lookup.NodeAddresses;
import dev.usbshare.lookup.PkarrHttp;
import dev.usbshare.lookup.PkarrPublisher;
import dev.usbshare.lookup.PkarrTimestamps;
import dev.usbshare.relay.RelayTrust;
import dev.usbshare.relay.RelayUrl;
import dev.usbshare.service.StateDirectory;
import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Where a server can be found, and telling it to those whom clients ask. Thread-safe; what is told is told on a thread of its own, which
 * there is only if there is something to tell.
 */
public final class Whereabouts implements AutoCloseable {

    private static final String TIMESTAMPS = "pkarr.timestamp";

    private final NetworkProperties network;
    private final DefaultEventExecutor executor =
            new DefaultEventExecutor(new DefaultThreadFactory("usb-share-whereabouts", true));
    private final PkarrHttp http;
    private final PkarrPublisher publisher;

    private @Nullable RelayUrl home;
    private List<InetSocketAddress> direct = List.of();

    private Whereabouts(NetworkProperties inForce, RelayTrust trust, NodeKey key, StateDirectory state) {
        network = inForce;
        http = new PkarrHttp(trust.forHttp());
        publisher = new PkarrPublisher(
                key,
                http,
                inForce.lookup(),
                new PkarrTimestamps(state.resolve(TIMESTAMPS), Clock.systemUTC()),
                executor,
                RandomGenerator.getDefault());
    }

    public static Whereabouts open(NetworkProperties network, RelayTrust trust, NodeKey key, StateDirectory state) {
        return new Whereabouts(network.inForce(), trust, key, state);
    }

    /** The relay at which the server can be found from here on; null for none. Returns at once. */
    public synchronized void homeChanged(@Nullable RelayUrl relay) {
        home = relay;
        tell();
    }

    /** The addresses at which the server may be reached from here on, the best first; told only if the settings say so. Returns at once. */
    public synchronized void addressesChanged(List<InetSocketAddress> addresses) {
        direct = List.copyOf(addresses);
        tell();
    }

    /** For tickets. */
    public synchronized Optional<RelayUrl> home() {
        return Optional.ofNullable(home);
    }

    private void tell() {
        List<RelayUrl> relays = home().map(List::of).orElse(List.of());
        publisher.publish(new NodeAddresses(network.publishAddresses() ? direct : List.of(), relays));
    }

    /** Bounded in time. */
    @Override
    public void close() {
        publisher.close();
        http.close();
        executor.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
