package dev.usbshare.path;

import dev.usbshare.identity.NodeId;
import dev.usbshare.lookup.NodeAddresses;
import dev.usbshare.path.PathTarget.Relayed;
import dev.usbshare.path.PathTarget.Udp;
import dev.usbshare.relay.RelayListener;
import dev.usbshare.relay.RelayStatus;
import dev.usbshare.relay.RelayUrl;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.SegmentedDatagramPacket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The node's socket as QUIC sees it, in the pipeline before the codecs: every packet of a connection comes from one address and goes
 * to it, whatever way it takes. Tells QUIC from probes and from STUN by the first byte (RFC 9443), finds a packet's connection by its id, and sends
 * what QUIC sends along the path that was chosen.
 *
 * <p>A stranger's packet leaves nothing behind: until the server's codec makes a connection of it, where it came from is known
 * only while it is read.
 *
 * <p><b>Confinement</b>: the node's event loop, but for {@link #relayStatus}, which any thread may call.
 */
public final class PathHandler extends ChannelDuplexHandler implements RelayListener {

    private static final int QUIC_BIT = 0x40;

    private final ConnectionIds ids;
    private final PeerSlots slots = new PeerSlots();
    private final NodeSocket socket;
    private @Nullable ChannelHandlerContext context;

    /** Whose packet is being read: a stranger's paths, until they are {@link #keep kept}. */
    private @Nullable PeerPaths reading;

    private @Nullable PathTarget readFrom;

    public PathHandler(ConnectionIds ids, PathSettings settings, PathListener listener) {
        this.ids = ids;
        this.socket = new NodeSocket(settings, listener, slots);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        socket.attach(ctx);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        socket.open(this);
        ctx.fireChannelActive();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        slots.all().forEach(this::forget);
        socket.close();
        ctx.fireChannelInactive();
    }

    // ---- connections

    /** What QUIC takes for this node's address. */
    public static InetSocketAddress localAddress() {
        return SlotAddress.LOCAL;
    }

    /** The paths of a connection to be dialled; to be {@link #forget forgotten}. */
    public PeerPaths dial(NodeId peer, NodeAddresses addresses) {
        var paths = new PeerPaths(socket, ids.newSlot(), true);
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

    /**
     * What the codec makes of the packet that is being read is a connection: its paths, to be {@link #forget forgotten}. Null if the packet
     * carries the slot of another connection: whoever saw one can write that into a packet of his own.
     */
    public @Nullable PeerPaths keep(InetSocketAddress address) {
        if (slots.find(address) != null) {
            return null;
        }
        PeerPaths paths = Objects.requireNonNull(reading, "no packet is being read");
        hold(paths);
        return paths;
    }

    private void hold(PeerPaths paths) {
        slots.add(paths);
        paths.wake();
    }

    /** The connection has ended. Idempotent. */
    public void forget(PeerPaths paths) {
        paths.close();
        slots.remove(paths);
        socket.forget(paths);
    }

    /** How many connections there are, of those that were dialled or kept. */
    int connections() {
        return slots.size();
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
        if (packet.isReadable() && (packet.getByte(packet.readerIndex()) & QUIC_BIT) != 0) {
            deliverQuic(ctx, packet, from);
            return;
        }
        try {
            if (ProbeCodec.isProbe(packet)) {
                PeerPaths paths = slots.find(ProbeCodec.slotOf(packet));
                if (paths != null) {
                    paths.probed(packet, from);
                }
            } else if (from instanceof Udp(var address)) {
                socket.stunned(packet, address);
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
            if (slots.find(paths.slot()) != paths) {
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
        PeerPaths known = slots.find(slot);
        return known != null || ids.isDialled(packet) ? known : new PeerPaths(socket, slot, false);
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
        socket.home(home);
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
        PeerPaths found = slots.find(address);
        PeerPaths stranger = reading;
        return found == null && stranger != null && stranger.address().equals(address) ? stranger : found;
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
        socket.flush();
    }

    // ---- what the node knows

    /** As a router was asked to forward to this node's port; empty if it forwards nothing any more. */
    public void mapped(List<InetSocketAddress> addresses) {
        socket.mapped(addresses);
    }

    public List<RelayStatus> relayStatus() {
        return socket.relayStatus();
    }
}
