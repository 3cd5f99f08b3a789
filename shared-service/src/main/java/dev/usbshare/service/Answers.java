package dev.usbshare.service;

import dev.usbshare.text.PlainText;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/** What management endpoints answer: what was asked for, or {@code {"error": ...}} with a fitting status. */
public final class Answers {

    public static final int BAD_REQUEST = 400;
    public static final int NOT_FOUND = 404;
    public static final int CONFLICT = 409;
    public static final int UNAVAILABLE = 503;

    private static final int OK = 200;
    private static final int ACCEPTED = 202;

    /** What parsers and peers say is short; what they quote may be long. */
    private static final int MAX_ERROR_CHARS = 600;

    /** Why not. */
    record Failure(String error) {}

    public static WebEndpointResponse<Object> done(Object body) {
        return new WebEndpointResponse<>(body, OK);
    }

    public static WebEndpointResponse<Object> done() {
        return new WebEndpointResponse<>(WebEndpointResponse.STATUS_NO_CONTENT);
    }

    /** Begun, and not done yet. */
    public static WebEndpointResponse<Object> begun(Object body) {
        return new WebEndpointResponse<>(body, ACCEPTED);
    }

    /** One line; what it quotes cannot act on a terminal. */
    public static WebEndpointResponse<Object> failure(int status, @Nullable String error) {
        return new WebEndpointResponse<>(failureOf(error), status);
    }

    private static Failure failureOf(@Nullable String error) {
        return new Failure(PlainText.printable(String.valueOf(error), MAX_ERROR_CHARS));
    }

    /** As {@link #failure(int, String)}, for what never came to an endpoint. */
    public static void fail(HttpServletResponse response, int status, String error) throws IOException {
        response.setStatus(status);
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        response.setCharacterEncoding(StandardCharsets.UTF_8);
        response.getWriter().print(JsonMapper.shared().writeValueAsString(failureOf(error)));
        response.flushBuffer();
    }

    /** As {@link #failure(int, String)}, with the message of what went wrong. */
    public static WebEndpointResponse<Object> failure(int status, Exception e) {
        return failure(status, e.getMessage());
    }

    private Answers() {}
}
