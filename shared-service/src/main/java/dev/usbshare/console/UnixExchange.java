package dev.usbshare.console;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/**
 * One connection to a Unix socket, whose every wait has an end.
 *
 * <p>Confined to one thread; its interrupt ends a wait with {@link InterruptedIOException}.
 */
final class UnixExchange extends InputStream {

    private static final int BUFFER_BYTES = 16 * 1024;

    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;
    private final long patienceNanos;
    private final ByteBuffer received = ByteBuffer.allocate(BUFFER_BYTES).flip();

    private UnixExchange(SocketChannel channel, Selector selector, SelectionKey key, Duration patience) {
        this.channel = channel;
        this.selector = selector;
        this.key = key;
        this.patienceNanos = patience.toNanos();
    }

    /** @param patience how long the other side may keep silent, each time */
    static UnixExchange open(Path socket, Duration patience) throws IOException {
        SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        try {
            channel.configureBlocking(false);
            Selector selector = Selector.open();
            return new UnixExchange(channel, selector, channel.register(selector, 0), patience);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    void send(byte[] bytes) throws IOException {
        var buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            if (channel.write(buffer) == 0) {
                await(SelectionKey.OP_WRITE);
            }
        }
    }

    @Override
    public int read() throws IOException {
        return fill() ? received.get() & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, received.remaining());
        received.get(target, offset, count);
        return count;
    }

    /** A line of an answer's head, without its end. */
    String readLine(int maxBytes) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int b = read(); b != '\n'; b = read()) {
            if (b < 0) {
                throw new EOFException("the answer was cut off");
            }
            if (line.size() == maxBytes) {
                throw new IOException("a line of the answer has more than " + maxBytes + " bytes");
            }
            line.write(b);
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }

    private boolean fill() throws IOException {
        if (received.hasRemaining()) {
            return true;
        }
        received.clear();
        int count;
        for (count = channel.read(received); count == 0; count = channel.read(received)) {
            await(SelectionKey.OP_READ);
        }
        received.flip();
        return count > 0;
    }

    private void await(int operation) throws IOException {
        key.interestOps(operation);
        long deadline = System.nanoTime() + patienceNanos;
        while (true) {
            long left = Math.ceilDiv(deadline - System.nanoTime(), 1_000_000L);
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("interrupted");
            }
            if (left <= 0) {
                throw new SocketTimeoutException(
                        "no answer after " + Duration.ofNanos(patienceNanos).toSeconds() + " s");
            }
            selector.select(left);
            if (selector.selectedKeys().remove(key)) {
                return;
            }
        }
    }

    @Override
    public void close() throws IOException {
        try (selector) {
            channel.close();
        }
    }
}
