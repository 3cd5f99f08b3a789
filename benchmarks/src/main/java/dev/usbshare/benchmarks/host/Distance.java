package dev.usbshare.benchmarks.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A far server, seen from here: relays on loopback that hold everything back for half a round trip each way, datagrams and
 * byte streams alike. For kernels without netem. What the relays cost is in the figures of both sides.
 */
final class Distance {

    private static final int BUFFER_BYTES = 4 << 20;

    private volatile long oneWayNanos;

    /** How far away the server is from now on; 0 at first. */
    void set(int roundTripMillis) {
        oneWayNanos = roundTripMillis * 1_000_000L / 2;
    }

    /** Puts the distance before a UDP port; the port to use instead. One peer at a time. */
    int beforeUdp(int port) throws IOException {
        DatagramChannel near = open();
        near.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        DatagramChannel far = open();
        far.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        var client = new AtomicReference<@Nullable SocketAddress>();
        var there = new DelayLine("udp-there", () -> oneWayNanos, far::write);
        var back = new DelayLine("udp-back", () -> oneWayNanos, packet -> {
            SocketAddress address = client.get();
            if (address != null) {
                near.send(packet, address);
            }
        });
        start("udp-near", () -> {
            ByteBuffer packet = ByteBuffer.allocateDirect(65536);
            while (true) {
                client.set(near.receive(packet.clear()));
                there.offer(packet.flip());
            }
        });
        start("udp-far", () -> {
            ByteBuffer packet = ByteBuffer.allocateDirect(65536);
            while (true) {
                far.read(packet.clear());
                back.offer(packet.flip());
            }
        });
        return ((InetSocketAddress) near.getLocalAddress()).getPort();
    }

    /** Puts the distance before a TCP port; the port to use instead. One connection. */
    int beforeTcp(int port) throws IOException {
        ServerSocketChannel listening =
                ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        start("tcp-relay", () -> {
            SocketChannel near = listening.accept();
            SocketChannel far = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            near.setOption(StandardSocketOptions.TCP_NODELAY, true);
            far.setOption(StandardSocketOptions.TCP_NODELAY, true);
            start("tcp-back", () -> pump(far, near));
            pump(near, far);
        });
        return ((InetSocketAddress) listening.getLocalAddress()).getPort();
    }

    private void pump(SocketChannel from, SocketChannel to) throws IOException {
        var line = new DelayLine("tcp-line", () -> oneWayNanos, bytes -> {
            while (bytes.hasRemaining()) {
                to.write(bytes);
            }
        });
        ByteBuffer chunk = ByteBuffer.allocateDirect(256 << 10);
        while (from.read(chunk.clear()) >= 0) {
            if (!line.offer(chunk.flip())) {
                throw new IOException("the delay line is full");
            }
        }
    }

    private static DatagramChannel open() throws IOException {
        return DatagramChannel.open()
                .setOption(StandardSocketOptions.SO_RCVBUF, BUFFER_BYTES)
                .setOption(StandardSocketOptions.SO_SNDBUF, BUFFER_BYTES);
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(String name, Work work) {
        Thread.ofPlatform().daemon().name(name).start(() -> {
            try {
                work.run();
            } catch (IOException e) {
                // The benchmark is over.
            }
        });
    }
}
