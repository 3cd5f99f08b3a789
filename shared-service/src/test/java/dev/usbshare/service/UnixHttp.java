package dev.usbshare.service;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The least that an HTTP client needs to read a page through a Unix socket. */
public final class UnixHttp {

    private UnixHttp() {}

    /** The whole answer: status line, headers and body. */
    public static String get(Path socket, String path) throws IOException {
        return exchange(socket, "GET " + path + " HTTP/1.0\r\nHost: localhost\r\n\r\n");
    }

    /** As {@link #get}, with a JSON body. */
    public static String post(Path socket, String path, String json) throws IOException {
        return exchange(
                socket,
                "POST " + path + " HTTP/1.0\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                        + json.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + json);
    }

    /** As {@link #get}, with the method DELETE. */
    public static String delete(Path socket, String path) throws IOException {
        return exchange(socket, "DELETE " + path + " HTTP/1.0\r\nHost: localhost\r\n\r\n");
    }

    private static String exchange(Path socket, String request) throws IOException {
        try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8)));
            return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
