package dev.usbshare.server.ops;

import dev.usbshare.text.PlainText;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/** What management endpoints answer to a change. */
final class Answers {

    static final int BAD_REQUEST = 400;
    static final int NOT_FOUND = 404;
    static final int CONFLICT = 409;
    static final int UNAVAILABLE = 503;

    private static final int OK = 200;
    private static final int MAX_ERROR_CHARS = 600;

    /** Why not. */
    record Failure(String error) {}

    static WebEndpointResponse<Object> done(Object body) {
        return new WebEndpointResponse<>(body, OK);
    }

    static WebEndpointResponse<Object> done() {
        return new WebEndpointResponse<>(WebEndpointResponse.STATUS_NO_CONTENT);
    }

    /** One line; what it quotes cannot act on a terminal. */
    static WebEndpointResponse<Object> failure(int status, @Nullable String error) {
        return new WebEndpointResponse<>(
                new Failure(PlainText.printable(String.valueOf(error), MAX_ERROR_CHARS)), status);
    }

    private Answers() {}
}
