package dev.usbshare.relay;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An HTTP proxy that connects to ports of loopback, whatever the host is called. */
final class ConnectProxy implements AutoCloseable {

    final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final ServerSocket server;
    private final String answer;

    /** @param answer the status line's end, such as {@code 200 OK} */
    ConnectProxy(String answer) throws IOException {
        this.answer = answer;
        server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread.startVirtualThread(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                sockets.add(client);
                Thread.startVirtualThread(() -> serve(client));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void serve(Socket client) {
        try {
            String head = head(client.getInputStream());
            requests.add(head);
            OutputStream back = client.getOutputStream();
            back.write(("HTTP/1.1 " + answer + "\r\nContent-Length: 0\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            if (answer.startsWith("200")) {
                String target = head.split(" ")[1];
                int port = Integer.parseInt(target.substring(target.lastIndexOf(':') + 1));
                var relay = new Socket(InetAddress.getLoopbackAddress(), port);
                sockets.add(relay);
                Thread.startVirtualThread(() -> pipe(client, relay));
                pipe(relay, client);
            }
        } catch (IOException closed) {
            // Either end has gone.
        }
    }

    private static String head(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("no request");
            }
            head.append((char) b);
        }
        return head.toString();
    }

    private static void pipe(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.close();
        } catch (IOException closed) {
            // Either end has gone.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
