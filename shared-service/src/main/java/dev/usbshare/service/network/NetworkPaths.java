package dev.usbshare.service.network;

import dev.usbshare.identity.NodeKey;
import dev.usbshare.nat.Interfaces;
import dev.usbshare.nat.StunServer;
import dev.usbshare.path.PathSettings;
import dev.usbshare.relay.RelayConfig;
import dev.usbshare.relay.RelayListener;
import dev.usbshare.relay.RelayPool;
import dev.usbshare.relay.Relays;
import dev.usbshare.service.StartFailure;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Clock;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** The ways that a node's settings allow. */
public final class NetworkPaths {

    /**
     * @param findable whether peers look for this node at a relay: a server
     * @throws StartFailure naming the setting
     */
    public static PathSettings of(NetworkProperties properties, NodeKey key, EventLoop loop, boolean findable) {
        NetworkProperties network = properties.inForce();
        return new PathSettings(
                !network.relayOnly(),
                network.offline() ? listener -> Relays.none() : relays(network, key, loop, findable),
                network.stun().stream().map(StunServer::address).toList(),
                PathSettings.IN_BACKGROUND,
                NetworkPaths::interfaces,
                Clock.systemUTC());
    }

    private static Function<RelayListener, Relays> relays(
            NetworkProperties network, NodeKey key, EventLoop loop, boolean findable) {
        var config = new RelayConfig(
                key,
                network.relays(),
                network.relayToken(),
                findable,
                Trust.of(network),
                RandomGenerator.getDefault(),
                Clock.systemUTC());
        return listener -> RelayPool.open(loop, config, listener);
    }

    private static List<InetAddress> interfaces() {
        try {
            return Interfaces.own();
        } catch (IOException e) {
            return List.of();
        }
    }

    private NetworkPaths() {}
}
