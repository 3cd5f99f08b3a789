package dev.usbshare.path;

import dev.usbshare.identity.NodeId;
import dev.usbshare.lookup.NodeAddresses;
import dev.usbshare.path.PathTarget.Relayed;
import dev.usbshare.path.PathTarget.Udp;
import dev.usbshare.relay.RelayListener;
import dev.usbshare.relay.RelayStatus;
import dev.usbshare.relay.RelayUrl;
import dev.usbshare.relay.Relays;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.SegmentedDatagramPacket;
import io.netty.util.concurrent.Future;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The node's socket as QUIC sees it, in the pipeline before the codecs: every packet of a connection comes from one address and goes
 * to it, whatever way it takes. Tells QUIC from probes and from STUN by the first byte (RFC 9443), finds a packet's connection by its id, and sends
 * what QUIC sends along the path that was chosen.
 *
 * <p>A stranger's packet leaves nothing behind: until the server's codec makes a connection of it, where it came from is known
 * only while it is read.
 *
 * <p><b>Confinement</b>: the node's event loop, but for {@link #relayStatus} and {@link #own}, which any thread may call.
 */
public final class PathHandler extends ChannelDuplexHandler implements PathNetwork, RelayListener {

    private static final int QUIC_BIT = 0x40;
    private static final int LAST_STUN_BYTE = 3;

    private final ConnectionIds ids;
    private final PathSettings settings;
    private final PathListener listener;
    private final Map<Long, PeerPaths> bySlot = new HashMap<>();
    private final Map<InetSocketAddress, PeerPaths> byAddress = new HashMap<>();
    private final OwnAddresses own = new OwnAddresses(this::ownChanged);
    private volatile NodeAddresses ownNow = NodeAddresses.NONE;
    private volatile Relays relays = Relays.none();
    private @Nullable StunClient stun;
    private @Nullable InterfaceWatch interfaces;
    private @Nullable ChannelHandlerContext context;

    /** Whose packet is being read: a stranger's paths, until they are {@link #keep kept}. */
    private @Nullable PeerPaths reading;

    private @Nullable PathTarget readFrom;
    private @Nullable PeerPaths lastWritten;

    public PathHandler(ConnectionIds ids, PathSettings settings, PathListener listener) {
        this.ids = ids;
        this.settings = settings;
        this.listener = listener;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        relays = settings.relays().apply(this);
        if (settings.usesAddresses()) {
            int port = ((InetSocketAddress) ctx.channel().localAddress()).getPort();
            Supplier<List<InetAddress>> found = settings.interfaces();
            if (found != null) {
                interfaces = InterfaceWatch.start(found, ctx.executor(), now -> own.hosts(hosts(now, port)));
            }
            stun = new StunClient(this, settings.stunServers(), own::reflexive);
        }
        ctx.fireChannelActive();
    }

    private List<InetSocketAddress> hosts(List<InetAddress> found, int port) {
        return found.stream()
                .filter(ip -> !isIpv4Only() || ip instanceof Inet4Address)
                .map(ip -> new InetSocketAddress(ip, port))
                .toList();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        List.copyOf(bySlot.values()).forEach(this::forget);
        relays.close();
        if (interfaces != null) {
            interfaces.close();
        }
        if (stun != null) {
            stun.close();
        }
        ctx.fireChannelInactive();
    }

    // ---- connections

    /** What QUIC takes for this node's address. */
    public static InetSocketAddress localAddress() {
        return SlotAddress.LOCAL;
    }

    /** The paths of a connection to be dialled; to be {@link #forget forgotten}. */
    public PeerPaths dial(NodeId peer, NodeAddresses addresses) {
        var paths = new PeerPaths(this, ids.newSlot(), true);
        paths.add(addresses, peer);
        hold(paths);
        return paths;
    }

    /** The peer that is dialled, or connected to, may be there, too. */
    public void add(PeerPaths paths, NodeAddresses addresses, NodeId peer) {
        if (!paths.isClosed()) {
            paths.add(addresses, peer);
            paths.wake();
        }
    }

    /** Our id for the connection. */
    public byte[] connectionId(PeerPaths paths) {
        return ids.dialled(paths.slot());
    }

    /** What the codec makes of the packet that is being read is a connection: its paths, to be {@link #forget forgotten}. */
    public PeerPaths keep(InetSocketAddress address) {
        PeerPaths known = byAddress.get(address);
        if (known != null) {
            return known;
        }
        PeerPaths paths = Objects.requireNonNull(reading, "no packet is being read");
        hold(paths);
        return paths;
    }

    private void hold(PeerPaths paths) {
        bySlot.put(paths.slot(), paths);
        byAddress.put(paths.address(), paths);
        paths.wake();
    }

    /** The connection has ended. Idempotent. */
    public void forget(PeerPaths paths) {
        paths.close();
        bySlot.remove(paths.slot(), paths);
        byAddress.remove(paths.address(), paths);
        own.forget(paths.slot());
        if (lastWritten == paths) {
            lastWritten = null;
        }
    }

    /** Where the packet comes from that is being read, as bytes that differ for different places. */
    public byte[] origin() {
        return switch (Objects.requireNonNull(readFrom, "no packet is being read")) {
            case Udp(var address) -> address.toString().getBytes(StandardCharsets.US_ASCII);
            case Relayed(var relay, var node) -> (relay + " " + node).getBytes(StandardCharsets.US_ASCII);
        };
    }

    // ---- in

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof DatagramPacket packet) {
            deliver(ctx, packet.content(), new Udp(packet.sender()));
        } else {
            ctx.fireChannelRead(message);
        }
    }

    private void deliver(ChannelHandlerContext ctx, ByteBuf packet, PathTarget from) {
        if (!packet.isReadable()) {
            packet.release();
            return;
        }
        byte first = packet.getByte(packet.readerIndex());
        if ((first & QUIC_BIT) != 0) {
            deliverQuic(ctx, packet, from);
            return;
        }
        try {
            if (ProbeCodec.isProbe(packet)) {
                PeerPaths paths = bySlot.get(ProbeCodec.slotOf(packet));
                if (paths != null) {
                    paths.probed(packet, from);
                }
            } else if (first >= 0 && first <= LAST_STUN_BYTE && stun != null && from instanceof Udp(var address)) {
                stun.received(packet, address);
            }
        } finally {
            packet.release();
        }
    }

    private void deliverQuic(ChannelHandlerContext ctx, ByteBuf packet, PathTarget from) {
        PeerPaths paths = pathsOf(packet);
        if (paths == null) {
            packet.release();
            return;
        }
        paths.received(from);
        reading = paths;
        readFrom = from;
        try {
            ctx.fireChannelRead(new DatagramPacket(packet, SlotAddress.LOCAL, paths.address()));
        } finally {
            reading = null;
            readFrom = null;
            if (bySlot.get(paths.slot()) != paths) {
                paths.close();
            }
        }
    }

    private @Nullable PeerPaths pathsOf(ByteBuf packet) {
        long slot;
        if (ids.hasSlot(packet)) {
            slot = ids.slotOf(packet);
        } else if (ids.isFirst(packet)) {
            slot = ids.slotOfFirst(packet);
        } else {
            return null;
        }
        PeerPaths known = bySlot.get(slot);
        return known != null || ids.isDialled(packet) ? known : new PeerPaths(this, slot, false);
    }

    @Override
    public void onDatagram(RelayUrl relay, NodeId from, ByteBuf datagram) {
        ChannelHandlerContext ctx = context;
        if (ctx == null) {
            datagram.release();
        } else {
            deliver(ctx, datagram, new Relayed(relay, from));
        }
    }

    @Override
    public void onReadComplete() {
        ChannelHandlerContext ctx = context;
        if (ctx != null) {
            ctx.fireChannelReadComplete();
        }
    }

    @Override
    public void onHomeChanged(@Nullable RelayUrl home) {
        own.home(home);
        opened();
    }

    // ---- out

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (!(message instanceof DatagramPacket packet)) {
            ctx.write(message, promise);
            return;
        }
        PeerPaths paths = pathsOf(packet.recipient());
        if (paths == null) {
            packet.release();
        } else {
            int segment = packet instanceof SegmentedDatagramPacket segmented ? segmented.segmentSize() : 0;
            paths.send(packet.content(), segment);
        }
        // Whatever a path does to it: QUIC finds out by itself what was lost.
        promise.trySuccess();
    }

    private @Nullable PeerPaths pathsOf(InetSocketAddress address) {
        PeerPaths latest = lastWritten;
        if (latest != null && latest.address().equals(address)) {
            return latest;
        }
        PeerPaths found = byAddress.get(address);
        if (found == null) {
            PeerPaths stranger = reading;
            return stranger != null && stranger.address().equals(address) ? stranger : null;
        }
        lastWritten = found;
        return found;
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
        relays.flush();
        ctx.flush();
    }

    @Override
    public void send(PathTarget target, ByteBuf datagrams, int segmentBytes) {
        ChannelHandlerContext ctx = context;
        switch (target) {
            case Udp(var address) -> {
                if (ctx == null || (isIpv4Only() && !(address.getAddress() instanceof Inet4Address))) {
                    datagrams.release();
                } else if (segmentBytes > 0 && datagrams.readableBytes() > segmentBytes) {
                    ctx.write(new SegmentedDatagramPacket(datagrams, segmentBytes, address));
                } else {
                    ctx.write(new DatagramPacket(datagrams, address));
                }
            }
            case Relayed(var relay, var node) -> relays.send(relay, node, datagrams, segmentBytes);
        }
    }

    private boolean isIpv4Only() {
        return context != null
                && context.channel().localAddress() instanceof InetSocketAddress local
                && local.getAddress() instanceof Inet4Address;
    }

    // ---- what paths need

    @Override
    public void flush() {
        if (context != null) {
            flush(context);
        }
    }

    @Override
    public long now() {
        return executorContext().executor().ticker().nanoTime();
    }

    @Override
    public Instant wall() {
        return settings.clock().instant();
    }

    @Override
    public ByteBufAllocator allocator() {
        return executorContext().alloc();
    }

    @Override
    public Future<?> schedule(Runnable task, long nanos) {
        return executorContext().executor().schedule(task, nanos, TimeUnit.NANOSECONDS);
    }

    private ChannelHandlerContext executorContext() {
        return Objects.requireNonNull(context, "not in a pipeline");
    }

    @Override
    public NodeAddresses own() {
        return ownNow;
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
        return executorContext().channel().localAddress() instanceof InetSocketAddress local
                && local.getAddress().isLoopbackAddress();
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
    }

    private void ownChanged() {
        ownNow = own.all();
        bySlot.values().forEach(PeerPaths::ownChanged);
        listener.ownAddressesChanged(ownNow);
    }

    /** As a router was asked to forward to this node's port; empty if it forwards nothing any more. */
    public void mapped(List<InetSocketAddress> addresses) {
        if (settings.usesAddresses()) {
            own.mapped(addresses);
        }
    }

    /** A connection's paths were opened: the peer will want to know where this node is. */
    @Override
    public void opened() {
        if (stun != null) {
            stun.ask();
        }
    }

    /** Whether anybody needs to know how this node looks from outside: peers that look for it at a relay, or talk to it through one. */
    boolean isReflexiveWanted() {
        return relays.home() != null || bySlot.values().stream().anyMatch(paths -> paths.isOpen() && paths.isRelayed());
    }

    /** How many connections there are, of those that were dialled or kept. */
    int connections() {
        return bySlot.size();
    }

    /** Whose hosts can tell. */
    Set<RelayUrl> relaysInUse() {
        Set<RelayUrl> inUse = new HashSet<>();
        RelayUrl home = relays.home();
        if (home != null) {
            inUse.add(home);
        }
        new ArrayList<>(bySlot.values()).forEach(paths -> paths.relays(inUse));
        return inUse;
    }

    public List<RelayStatus> relayStatus() {
        return relays.status();
    }
}
