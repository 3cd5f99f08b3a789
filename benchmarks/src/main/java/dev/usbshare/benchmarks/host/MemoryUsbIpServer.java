package dev.usbshare.benchmarks.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** The baseline: answers USB/IP submits from memory over plain TCP, with blocking I/O and nothing else. */
final class MemoryUsbIpServer {

    private static final int HEADER_BYTES = 48;

    private final ServerSocketChannel listening;

    MemoryUsbIpServer() throws IOException {
        listening = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Thread.ofPlatform().daemon().name("plain-tcp").start(this::run);
    }

    int port() throws IOException {
        return ((InetSocketAddress) listening.getLocalAddress()).getPort();
    }

    private void run() {
        try (SocketChannel socket = listening.accept()) {
            socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
            serve(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void serve(SocketChannel socket) throws IOException {
        ByteBuffer command = ByteBuffer.allocateDirect(HEADER_BYTES);
        ByteBuffer answer = ByteBuffer.allocateDirect(HEADER_BYTES + (1 << 20));
        ByteBuffer data = ByteBuffer.allocateDirect(1 << 20);
        while (fill(socket, command.clear())) {
            boolean isIn = command.getInt(12) == 1;
            int bytes = command.getInt(24);
            if (!isIn && !fill(socket, data.clear().limit(bytes))) {
                return;
            }
            answer.putInt(0, 3).putInt(4, command.getInt(4)).putInt(20, 0).putInt(24, bytes);
            answer.limit(HEADER_BYTES + (isIn ? bytes : 0)).position(0);
            while (answer.hasRemaining()) {
                socket.write(answer);
            }
            answer.clear();
        }
    }

    private static boolean fill(SocketChannel socket, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            if (socket.read(buffer) < 0) {
                return false;
            }
        }
        return true;
    }
}
