package dev.usbshare.path;

import dev.usbshare.identity.AddressHint;
import dev.usbshare.relay.RelayListener;
import dev.usbshare.relay.Relays;
import java.net.InetAddress;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which ways a node uses to reach its peers.
 *
 * @param usesAddresses false: relays only, and no address of this node is told to anybody
 * @param relays makes the relays of this node; called once, when the socket is open
 * @param stunServers who tells this node how it looks from outside, beside the relays that it uses; names are resolved when they are asked
 * @param names runs what asks the system for the addresses of their names, which may block; {@link #IN_BACKGROUND} but for tests
 * @param interfaces this machine's addresses that peers may use; asked again and again, on a thread that may block; null to tell none
 */
public record PathSettings(
        boolean usesAddresses,
        Function<RelayListener, Relays> relays,
        List<AddressHint> stunServers,
        Executor names,
        @Nullable Supplier<List<InetAddress>> interfaces,
        Clock clock) {

    /** A thread for each question. */
    public static final Executor IN_BACKGROUND =
            task -> Thread.ofVirtual().name("usb-share-stun-names").start(task);

    public PathSettings {
        stunServers = List.copyOf(stunServers);
    }

    /** Only the addresses that are dialled, and those that the peer sees: no relay, and nobody is asked anything. */
    public static PathSettings plain() {
        return new PathSettings(true, listener -> Relays.none(), List.of(), IN_BACKGROUND, null, Clock.systemUTC());
    }
}
