package dev.usbshare.console;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A service on a Unix socket that gives the answers it was told, one to each request, byte for byte. Once it has none left it says
 * nothing more, and keeps the connection.
 */
public final class FakeService implements AutoCloseable {

    private static final Pattern LENGTH = Pattern.compile("(?i)content-length: *([0-9]+)");

    private final ServerSocketChannel listener;
    private final BlockingQueue<byte[]> answers = new LinkedBlockingQueue<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<SocketChannel> open = new CopyOnWriteArrayList<>();

    private FakeService(ServerSocketChannel listener) {
        this.listener = listener;
    }

    public static FakeService at(Path socket) throws IOException {
        var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(UnixDomainSocketAddress.of(socket));
        var service = new FakeService(listener);
        Thread.ofVirtual().start(service::serve);
        return service;
    }

    /** An answer of 200 with this body. */
    public FakeService answers(String json) {
        return answers(200, json);
    }

    public FakeService answers(int status, String json) {
        int length = json.getBytes(StandardCharsets.UTF_8).length;
        return answersRaw("HTTP/1.1 " + status + " \r\nContent-Length: " + length + "\r\n\r\n" + json);
    }

    public FakeService answersRaw(String whole) {
        answers.add(whole.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** As they came: the request line, and the body after a blank. */
    public List<String> requests() {
        return requests;
    }

    private void serve() {
        try {
            while (true) {
                SocketChannel channel = listener.accept();
                open.add(channel);
                requests.add(read(channel));
                byte[] answer = answers.poll();
                if (answer != null) {
                    Channels.newOutputStream(channel).write(answer);
                    channel.close();
                }
            }
        } catch (ClosedChannelException e) {
            // The test is over.
        } catch (IOException e) {
            requests.add(e.toString());
        }
    }

    private static String read(SocketChannel channel) throws IOException {
        var text = new StringBuilder();
        var buffer = ByteBuffer.allocate(1024);
        while (true) {
            if (channel.read(buffer.clear()) < 0) {
                return text.toString();
            }
            text.append(StandardCharsets.UTF_8.decode(buffer.flip()));
            int end = text.indexOf("\r\n\r\n");
            Matcher length = LENGTH.matcher(text);
            if (end >= 0) {
                int body = length.find() ? Integer.parseInt(length.group(1)) : 0;
                if (text.length() >= end + 4 + body) {
                    String line = text.substring(0, text.indexOf(" HTTP/1.1"));
                    return (line + " " + text.substring(end + 4)).strip();
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (SocketChannel channel : open) {
            channel.close();
        }
    }
}
