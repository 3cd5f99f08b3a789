package dev.usbshare.console;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Asks the running service, through its Unix socket, and has it change things.
 *
 * <p>Confinement: none, each request has a connection of its own. Bounds: an answer of at most {@value #MAX_ANSWER_BYTES} bytes, and
 * a wait of at most the given patience for each part of it; an interrupt ends the wait.
 *
 * <p>Errors: {@link ManagementException}, each kind with its exit code.
 */
public final class ManagementClient {

    /** For everything that the service answers by itself. */
    public static final Duration PATIENCE = Duration.ofSeconds(15);

    static final int MAX_ANSWER_BYTES = 8 * 1024 * 1024;

    private static final int MAX_ERROR_BYTES = 64 * 1024;
    private static final int FIRST_ERROR = 400;
    private static final int NOT_FOUND = 404;
    private static final int UNAVAILABLE = 503;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final String program;
    private final Path socket;
    private final Duration patience;

    /**
     * @param program whose service it is, {@code usb-share-server}, for the errors
     * @param socket where it answers
     */
    public ManagementClient(String program, Path socket) {
        this(program, socket, PATIENCE);
    }

    private ManagementClient(String program, Path socket, Duration patience) {
        this.program = program;
        this.socket = socket;
        this.patience = patience;
    }

    /** The same for what takes the service longer, or must not take that long. */
    public ManagementClient withPatience(Duration other) {
        return new ManagementClient(program, socket, other);
    }

    public Path socket() {
        return socket;
    }

    /** What an endpoint tells: {@code get("devices")}. */
    public JsonNode get(String... path) {
        return get(Resource.of(path));
    }

    public JsonNode get(Resource resource) {
        return exchange("GET", resource, null);
    }

    /** Has something done. The answer is missing ({@link JsonNode#isMissingNode}) where there is nothing to tell. */
    public JsonNode post(Resource resource, Map<String, ?> body) {
        return exchange("POST", resource, JSON.writeValueAsBytes(body));
    }

    /** As {@link #post}. */
    public JsonNode delete(Resource resource) {
        return exchange("DELETE", resource, null);
    }

    /** How the service is, whether well or not. */
    public JsonNode health() {
        return get("health");
    }

    /**
     * Copies an answer of any length, as it comes.
     *
     * @return how many bytes there were
     * @throws IOException if the target fails
     */
    public long copy(Resource resource, OutputStream target) throws IOException {
        try (UnixExchange exchange = connect()) {
            HttpAnswer answer = ask(exchange, "GET", resource, null);
            long bytes = 0;
            var buffer = new byte[16 * 1024];
            for (int count = read(answer.body(), buffer); count >= 0; count = read(answer.body(), buffer)) {
                target.write(buffer, 0, count);
                bytes += count;
            }
            return bytes;
        }
    }

    private int read(InputStream body, byte[] buffer) {
        try {
            return body.read(buffer);
        } catch (IOException e) {
            throw noAnswer(e);
        }
    }

    private JsonNode exchange(String method, Resource resource, byte @Nullable [] body) {
        try (UnixExchange exchange = connect()) {
            HttpAnswer answer = ask(exchange, method, resource, body);
            byte[] bytes = readAll(answer.body(), MAX_ANSWER_BYTES);
            return bytes.length == 0 ? JsonNodeFactory.instance.missingNode() : JSON.readTree(bytes);
        } catch (IOException e) {
            throw noAnswer(e);
        } catch (JacksonException e) {
            throw new ManagementException.NoAnswer(
                    "the service's answer about " + resource.path().getFirst() + " is no JSON", e);
        }
    }

    private UnixExchange connect() {
        if (!Files.exists(socket, LinkOption.NOFOLLOW_LINKS)) {
            Path folder = socket.toAbsolutePath().getParent();
            if (folder != null && Files.isDirectory(folder) && !Files.isExecutable(folder)) {
                throw denied(null);
            }
            throw new ManagementException.NotRunning(
                    "no service is running: there is no " + socket + "; start it with: " + program + " --service");
        }
        try {
            return UnixExchange.open(socket, patience);
        } catch (ConnectException e) {
            throw new ManagementException.Stale(
                    "no service is running: nobody answers on " + socket
                            + ", which one that was killed left behind; start it with: " + program + " --service",
                    e);
        } catch (SocketException e) {
            throw Files.isWritable(socket) ? noAnswer(e) : denied(e);
        } catch (IOException e) {
            throw noAnswer(e);
        }
    }

    /** An answer that is not an error. */
    private static HttpAnswer ask(UnixExchange exchange, String method, Resource resource, byte @Nullable [] body)
            throws IOException {
        var head = new StringBuilder(method + " " + resource.target() + " HTTP/1.1\r\n");
        head.append(
                "Host: localhost\r\nConnection: close\r\nAccept: application/json, application/x-ndjson, text/plain\r\n");
        if (body != null) {
            head.append("Content-Type: application/json\r\nContent-Length: ")
                    .append(body.length)
                    .append("\r\n");
        }
        var request = new ByteArrayOutputStream();
        request.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
        if (body != null) {
            request.writeBytes(body);
        }
        exchange.send(request.toByteArray());
        HttpAnswer answer = HttpAnswer.read(exchange);
        if (answer.status() < FIRST_ERROR) {
            return answer;
        }
        byte[] bytes = readAll(answer.body(), MAX_ERROR_BYTES);
        if (answer.status() == UNAVAILABLE && resource.path().getFirst().equals("health")) {
            return new HttpAnswer(answer.status(), new ByteArrayInputStream(bytes));
        }
        throw new ManagementException.Refused(answer.status(), reason(answer.status(), resource, bytes));
    }

    private static String reason(int status, Resource resource, byte[] body) {
        JsonNode answer = JsonNodeFactory.instance.missingNode();
        try {
            answer = JSON.readTree(body);
        } catch (JacksonException e) {
            // Tomcat's own errors are HTML, and say no more than the status does.
        }
        String error = answer.path("error").asString("");
        // Spring's own errors name the path and no reason.
        if (!error.isEmpty() && !answer.has("path")) {
            return Texts.line(error);
        }
        String about = String.join(" ", resource.path());
        if (status == NOT_FOUND) {
            return "the service knows no " + Texts.line(about) + "; is it of another release?";
        }
        return "the service refused " + Texts.line(about) + " with status " + status + "; its log may say why";
    }

    private static byte[] readAll(InputStream body, int limit) throws IOException {
        byte[] bytes = body.readNBytes(limit + 1);
        if (bytes.length > limit) {
            throw new IOException("the answer has more than " + limit + " bytes");
        }
        return bytes;
    }

    private ManagementException denied(@Nullable Exception cause) {
        return new ManagementException.NoPermission(
                "permission denied for " + socket
                        + ": the service runs as another user; be that user, for example with sudo",
                cause);
    }

    private ManagementException noAnswer(IOException e) {
        String why = switch (e) {
            case SocketTimeoutException late -> "it gave none for " + patience.toSeconds() + " s";
            case InterruptedIOException interrupted -> "interrupted";
            case ClosedByInterruptException interrupted -> "interrupted";
            default -> String.valueOf(e.getMessage());
        };
        return new ManagementException.NoAnswer("no answer from the service on " + socket + ": " + why, e);
    }
}
