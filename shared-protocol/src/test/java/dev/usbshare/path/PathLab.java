package dev.usbshare.path;

import dev.usbshare.identity.NodeId;
import dev.usbshare.identity.NodeKey;
import dev.usbshare.lookup.NodeAddresses;
import dev.usbshare.relay.RelayStatus;
import dev.usbshare.relay.RelayUrl;
import dev.usbshare.relay.Relays;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Two nodes and a network between them that delays, drops and bends packets as a test says, in time that only passes when the
 * test lets it.
 */
final class PathLab implements AutoCloseable {

    static final RelayUrl RELAY = new RelayUrl("https://203.0.113.200/");

    private static final int STEP_MILLIS = 5;

    /** A packet on its way. */
    record Flight(
            long arrives,
            Node to,
            SocketAddress from,
            @Nullable NodeId relayed,
            byte[] bytes) {}

    final Node client = new Node("client", "192.0.2.1");
    final Node server = new Node("server", "198.51.100.1");
    private final Deque<Flight> flights = new ArrayDeque<>();
    private final Map<SocketAddress, Node> places = new HashMap<>();
    long millis;
    long udpDelay = 10;
    long relayDelay = 30;
    boolean udpUp = true;
    boolean relayUp = true;

    /** Which UDP packets pass, by their length. */
    Predicate<byte[]> passes = bytes -> true;

    /** Every UDP packet that was sent, delivered or not. */
    final List<byte[]> sent = new ArrayList<>();

    private final Map<SocketAddress, Integer> destinations = new HashMap<>();

    PathLab() {
        places.put(client.place, client);
        places.put(server.place, server);
    }

    /** How many packets were. */
    int sentTo(InetSocketAddress address) {
        return destinations.getOrDefault(address, 0);
    }

    /** As when a machine changes its network: it sends from, and is reached at, another address. */
    void move(Node node, InetSocketAddress place) {
        places.remove(node.place);
        node.place = place;
        places.put(place, node);
    }

    Node other(Node node) {
        return node == client ? server : client;
    }

    /** Lets time pass. */
    void pass(long howManyMillis) {
        for (long end = millis + howManyMillis; millis < end; ) {
            millis += STEP_MILLIS;
            for (Node node : List.of(client, server)) {
                node.channel.advanceTimeBy(STEP_MILLIS, TimeUnit.MILLISECONDS);
                node.channel.runPendingTasks();
                node.channel.runScheduledPendingTasks();
                node.listen();
            }
            collect();
            deliver();
        }
    }

    /** Moves what the nodes have sent onto the network. */
    void collect() {
        for (Node node : List.of(client, server)) {
            DatagramPacket packet;
            while ((packet = node.channel.readOutbound()) != null) {
                byte[] bytes = bytes(packet.content());
                sent.add(bytes);
                destinations.merge(packet.recipient(), 1, Integer::sum);
                Node to = places.get(packet.recipient());
                if (udpUp && to != null && passes.test(bytes)) {
                    flights.add(new Flight(millis + udpDelay, to, node.place, null, bytes));
                }
                packet.release();
            }
        }
    }

    private void deliver() {
        for (Iterator<Flight> i = flights.iterator(); i.hasNext(); ) {
            Flight flight = i.next();
            if (flight.arrives <= millis) {
                i.remove();
                arrive(flight);
                deliver();
                return;
            }
        }
    }

    private void arrive(Flight flight) {
        ByteBuf copy = Unpooled.copiedBuffer(flight.bytes);
        if (flight.relayed != null) {
            flight.to.handler.onDatagram(RELAY, flight.relayed, copy);
            flight.to.handler.onReadComplete();
        } else {
            flight.to.inject(flight.from, copy);
        }
        flight.to.listen();
        collect();
    }

    /** The client's handshake, in two packets of which only the ids are real. */
    void connect(NodeAddresses addresses) {
        client.paths = client.handler.dial(server.id, addresses);
        byte[] id = client.handler.connectionId(client.paths);
        server.idOfPeer = id;
        client.write(first(id));
        pass(200);
        for (Node node : List.of(client, server)) {
            if (node.paths != null) {
                node.paths.established();
            }
        }
    }

    /** Both sides agree to look for better ways. */
    void open() {
        PeerPaths there = Objects.requireNonNull(server.paths);
        PeerPaths here = Objects.requireNonNull(client.paths);
        there.open(signal -> client.signals.add(signal));
        here.open(signal -> server.signals.add(signal));
        pass(100);
    }

    NodeAddresses direct() {
        return new NodeAddresses(List.of(server.place), List.of());
    }

    NodeAddresses relayed() {
        return new NodeAddresses(List.of(), List.of(RELAY));
    }

    private static byte[] first(byte[] sourceId) {
        return Unpooled.buffer()
                .writeByte(0xc0)
                .writeInt(1)
                .writeByte(8)
                .writeLong(0x5555555555555555L)
                .writeByte(sourceId.length)
                .writeBytes(sourceId)
                .writeZero(1_171)
                .array();
    }

    private static byte[] bytes(ByteBuf buffer) {
        byte[] bytes = new byte[buffer.readableBytes()];
        buffer.getBytes(buffer.readerIndex(), bytes);
        return bytes;
    }

    @Override
    public void close() {
        client.channel.finishAndReleaseAll();
        server.channel.finishAndReleaseAll();
    }

    /** A node: the handler on a socket that the test holds. */
    final class Node {

        final NodeId id = NodeKey.generate().id();
        InetSocketAddress place;
        final List<byte[]> received = new ArrayList<>();
        final Deque<PathSignal> signals = new ArrayDeque<>();
        final List<String> switches = new ArrayList<>();
        final ConnectionIds ids = new ConnectionIds();
        final PathHandler handler;
        final EmbeddedChannel channel;

        @Nullable
        PeerPaths paths;

        /** The connection's id at the other node, which packets to it begin with. */
        private byte[] idOfPeer = {};

        Node(String name, String host) {
            place = new InetSocketAddress(host, 7490);
            handler = new PathHandler(
                    ids,
                    new PathSettings(
                            true,
                            listener -> new LabRelays(this),
                            List.of(),
                            Runnable::run,
                            null,
                            Clock.fixed(Instant.EPOCH, ZoneOffset.UTC)),
                    new PathListener() {
                        @Override
                        public void switched(PathKind from, PathKind to) {
                            switches.add(from + ">" + to);
                        }

                        @Override
                        public void ownAddressesChanged(NodeAddresses own) {}
                    });
            InetSocketAddress local = place;
            channel = new EmbeddedChannel() {
                @Override
                protected SocketAddress localAddress0() {
                    return local;
                }
            };
            channel.freezeTime();
            channel.pipeline().addLast(handler, new Codec(this));
            channel.pipeline().fireChannelActive();
            handler.mapped(List.of(place));
        }

        /** A packet arrives at the socket. */
        void inject(SocketAddress from, ByteBuf packet) {
            channel.writeInbound(new DatagramPacket(packet, place, (InetSocketAddress) from));
        }

        /** Sends a packet of its connection. */
        void write(byte[] packet) {
            channel.writeOneOutbound(new DatagramPacket(
                    Unpooled.copiedBuffer(packet), Objects.requireNonNull(paths).address(), place));
            channel.flushOutbound();
            collect();
        }

        /** Sends a packet with data. */
        void say(String text) {
            write(Unpooled.buffer()
                    .writeByte(0x40)
                    .writeBytes(idOfPeer)
                    .writeBytes(text.getBytes(StandardCharsets.US_ASCII))
                    .copy()
                    .array());
        }

        /** Hears what the peer tells over the connection. */
        void listen() {
            while (!signals.isEmpty()) {
                Objects.requireNonNull(paths).signalled(signals.remove(), other(this).id);
            }
        }

        List<String> heard() {
            return received.stream()
                    .filter(bytes -> bytes[0] == 0x40)
                    .map(bytes -> new String(bytes, 21, bytes.length - 21, StandardCharsets.US_ASCII))
                    .toList();
        }

        byte[] idAtPeer() {
            return idOfPeer.clone();
        }

        PathView active() {
            return Objects.requireNonNull(paths).views().getFirst();
        }
    }

    /** Takes datagrams to the other node, or loses them. */
    private final class LabRelays implements Relays {

        private final Node of;

        LabRelays(Node of) {
            this.of = of;
        }

        @Override
        public @Nullable RelayUrl home() {
            return null;
        }

        @Override
        public boolean send(RelayUrl relay, NodeId to, ByteBuf datagrams, int segmentBytes) {
            if (relayUp && to.equals(other(of).id)) {
                flights.add(new Flight(millis + relayDelay, other(of), of.place, of.id, bytes(datagrams)));
            }
            datagrams.release();
            return relayUp;
        }

        @Override
        public void flush() {}

        @Override
        public List<RelayStatus> status() {
            return List.of();
        }

        @Override
        public void close() {}
    }

    /** What QUIC's codec would do: makes a connection of the first packet, and takes the others. */
    private final class Codec extends ChannelInboundHandlerAdapter {

        private final Node of;

        Codec(Node of) {
            this.of = of;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            var packet = (DatagramPacket) message;
            byte[] bytes = bytes(packet.content());
            of.received.add(bytes);
            if (of == server && of.paths == null) {
                of.paths = of.handler.keep(packet.sender());
                client.idOfPeer = ids(bytes);
                of.say("welcome");
            }
            packet.release();
        }

        private byte[] ids(byte[] first) {
            ByteBuffer id = of.ids.newId(
                    ByteBuffer.wrap(first, 15, 20).slice(),
                    ByteBuffer.wrap(first, 6, 8).slice(),
                    20);
            byte[] bytes = new byte[20];
            id.get(bytes);
            return bytes;
        }
    }
}
