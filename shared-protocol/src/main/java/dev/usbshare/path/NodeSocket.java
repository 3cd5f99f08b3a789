package dev.usbshare.path;

import dev.usbshare.lookup.NodeAddresses;
import dev.usbshare.path.PathTarget.Relayed;
import dev.usbshare.path.PathTarget.Udp;
import dev.usbshare.relay.RelayListener;
import dev.usbshare.relay.RelayStatus;
import dev.usbshare.relay.RelayUrl;
import dev.usbshare.relay.Relays;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.SegmentedDatagramPacket;
import io.netty.util.concurrent.Future;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The node's socket and relays, to send with, and what the node finds out about where it is.
 *
 * <p><b>Confinement</b>: the node's event loop, but for {@link #relayStatus}, which any thread may call.
 */
final class NodeSocket implements PathNetwork {

    private final PathSettings settings;
    private final PathListener listener;
    private final PeerSlots slots;
    private final OwnAddresses own = new OwnAddresses(this::ownChanged);
    private volatile Relays relays = Relays.none();
    private @Nullable StunClient stun;
    private @Nullable InterfaceWatch interfaces;
    private @Nullable ChannelHandlerContext context;

    NodeSocket(PathSettings settings, PathListener listener, PeerSlots slots) {
        this.settings = settings;
        this.listener = listener;
        this.slots = slots;
    }

    /** The socket is in a pipeline. */
    void attach(ChannelHandlerContext ctx) {
        context = ctx;
    }

    /** The socket is bound. */
    void open(RelayListener relayListener) {
        relays = settings.relays().apply(relayListener);
        if (settings.usesAddresses()) {
            ChannelHandlerContext ctx = context();
            int port = ((InetSocketAddress) ctx.channel().localAddress()).getPort();
            Supplier<List<InetAddress>> found = settings.interfaces();
            if (found != null) {
                interfaces = InterfaceWatch.start(found, ctx.executor(), now -> hosts(now, port));
            }
            stun = new StunClient(this, settings.stunServers(), settings.names(), own::reflexive);
        }
    }

    private void hosts(List<InetAddress> found, int port) {
        own.hosts(found.stream()
                .filter(ip -> !isIpv4Only() || ip instanceof Inet4Address)
                .map(ip -> new InetSocketAddress(ip, port))
                .toList());
        relays.onNetworkChanged();
    }

    void close() {
        relays.close();
        if (interfaces != null) {
            interfaces.close();
        }
        if (stun != null) {
            stun.close();
        }
    }

    private ChannelHandlerContext context() {
        return Objects.requireNonNull(context, "not in a pipeline");
    }

    @Override
    public void send(PathTarget target, ByteBuf datagrams, int segmentBytes) {
        switch (target) {
            case Udp(var address) -> {
                if (isIpv4Only() && !(address.getAddress() instanceof Inet4Address)) {
                    datagrams.release();
                } else if (segmentBytes > 0 && datagrams.readableBytes() > segmentBytes) {
                    context().write(new SegmentedDatagramPacket(datagrams, segmentBytes, address));
                } else {
                    context().write(new DatagramPacket(datagrams, address));
                }
            }
            case Relayed(var relay, var node) -> relays.send(relay, node, datagrams, segmentBytes);
        }
    }

    private boolean isIpv4Only() {
        return context().channel().localAddress() instanceof InetSocketAddress local
                && local.getAddress() instanceof Inet4Address;
    }

    @Override
    public void flush() {
        relays.flush();
        context().flush();
    }

    @Override
    public long now() {
        return context().executor().ticker().nanoTime();
    }

    @Override
    public Instant wall() {
        return settings.clock().instant();
    }

    @Override
    public ByteBufAllocator allocator() {
        return context().alloc();
    }

    @Override
    public Future<?> schedule(Runnable task, long nanos) {
        return context().executor().schedule(task, nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public NodeAddresses own() {
        return own.all();
    }

    @Override
    public NatReport nat() {
        return stun == null ? NatReport.UNKNOWN : stun.report();
    }

    @Override
    public boolean usesAddresses() {
        return settings.usesAddresses();
    }

    @Override
    public boolean isOnLoopback() {
        return context().channel().localAddress() instanceof InetSocketAddress local
                && local.getAddress().isLoopbackAddress();
    }

    @Override
    public void opened() {
        if (stun != null) {
            stun.ask();
        }
    }

    @Override
    public void observed(PeerPaths by, InetSocketAddress address) {
        if (settings.usesAddresses()) {
            own.observed(by.slot(), address);
        }
    }

    @Override
    public void switched(PathKind from, PathKind to) {
        listener.switched(from, to);
        if (to == PathKind.RELAY) {
            // Perhaps this network has another address than a moment ago, which the peer has to be told.
            schedule(this::opened, 0);
        }
    }

    private void ownChanged() {
        slots.all().forEach(PeerPaths::ownChanged);
        listener.ownAddressesChanged(own.all());
    }

    /** As a router was asked to forward to this node's port. */
    void mapped(List<InetSocketAddress> addresses) {
        if (settings.usesAddresses()) {
            own.mapped(addresses);
        }
    }

    /** Peers are sent to this relay, or to none, when they look for this node. */
    void home(@Nullable RelayUrl relay) {
        own.home(relay);
        opened();
    }

    /** What {@code peer} says of this node's address counts no more. */
    void forget(PeerPaths peer) {
        own.forget(peer.slot());
    }

    /**
     * Perhaps an answer to what was asked.
     *
     * @param packet the caller's still
     */
    void stunned(ByteBuf packet, InetSocketAddress from) {
        if (stun != null) {
            stun.received(packet, from);
        }
    }

    /** Whether anybody needs to know how this node looks from outside: peers that look for it at a relay, or talk to it through one. */
    boolean isReflexiveWanted() {
        return relays.home() != null || slots.all().stream().anyMatch(PeerPaths::isHopeful);
    }

    /** Whose hosts can tell how this node looks from outside. */
    Set<RelayUrl> relaysInUse() {
        Set<RelayUrl> inUse = slots.relays();
        RelayUrl home = relays.home();
        if (home != null) {
            inUse.add(home);
        }
        return inUse;
    }

    List<RelayStatus> relayStatus() {
        return relays.status();
    }
}
