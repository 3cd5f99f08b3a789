package dev.usbshare.lookup;

import dev.usbshare.identity.NodeId;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Servers of signed packets over HTTP: {@code PUT} and {@code GET} of a packet at the place of its node. Proxies are those of the Java
 * runtime.
 *
 * <p>Bounds: {@value #SECONDS} seconds for an answer with its body; a body that is longer than any packet is refused unread.
 */
public final class PkarrHttp implements PkarrStore, AutoCloseable {

    static final int SECONDS = 8;

    private static final String TYPE = "application/x-pkarr-signed-packet";

    private final Supplier<HttpClient> make;
    private volatile boolean closed;
    private @Nullable HttpClient client;

    /** Opens nothing until it is used. */
    public PkarrHttp(SSLContext trust) {
        this.make = () -> HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(Duration.ofSeconds(SECONDS))
                .sslContext(trust)
                .build();
    }

    private synchronized HttpClient client() throws IOException {
        if (closed) {
            throw new IOException("the node stops");
        }
        if (client == null) {
            client = make.get();
        }
        return client;
    }

    @Override
    public CompletableFuture<Void> put(PkarrServer server, PkarrPacket packet) {
        HttpRequest request = HttpRequest.newBuilder(server.placeOf(packet.node()))
                .PUT(BodyPublishers.ofByteArray(packet.payload()))
                .header("Content-Type", TYPE)
                .build();
        return send(request).thenAccept(answer -> {
            if (answer.statusCode() / 100 != 2) {
                throw failure("answered with HTTP status " + answer.statusCode());
            }
        });
    }

    @Override
    public CompletableFuture<Optional<PkarrPacket>> get(PkarrServer server, NodeId node) {
        HttpRequest request = HttpRequest.newBuilder(server.placeOf(node))
                .GET()
                .header("Accept", TYPE)
                .build();
        return send(request).thenApply(answer -> switch (answer.statusCode()) {
            case 200 -> Optional.of(verified(node, answer.body()));
            case 404 -> Optional.empty();
            default -> throw failure("answered with HTTP status " + answer.statusCode());
        });
    }

    private static PkarrPacket verified(NodeId node, byte[] payload) {
        try {
            return PkarrPacket.verify(node, payload);
        } catch (PkarrException e) {
            throw new CompletionException(e);
        }
    }

    private static CompletionException failure(String message) {
        return new CompletionException(new IOException(message));
    }

    private CompletableFuture<HttpResponse<byte[]>> send(HttpRequest request) {
        try {
            CompletableFuture<HttpResponse<byte[]>> answer = client().sendAsync(
                            request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), PkarrPacket.MAX_BYTES));
            // The client's own limit ends with the head of the answer. Cancelled, it gives the connection up.
            return answer.copy()
                    .orTimeout(SECONDS, TimeUnit.SECONDS)
                    .whenComplete((done, failure) -> answer.cancel(true));
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Gives up what is under way. */
    @Override
    public synchronized void close() {
        closed = true;
        if (client != null) {
            client.shutdownNow();
        }
    }
}
