package dev.usbshare.client.ops;

import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/** What management endpoints answer: what was asked for, or {@code {"error": ...}} with a fitting status. */
final class Answers {

    static final int BAD_REQUEST = 400;
    static final int NOT_FOUND = 404;
    static final int CONFLICT = 409;
    static final int UNAVAILABLE = 503;

    private static final int OK = 200;
    private static final int ACCEPTED = 202;

    /** Why not. */
    record Failure(String error) {}

    static WebEndpointResponse<Object> done(Object body) {
        return new WebEndpointResponse<>(body, OK);
    }

    /** Begun, and not done yet. */
    static WebEndpointResponse<Object> begun(Object body) {
        return new WebEndpointResponse<>(body, ACCEPTED);
    }

    static WebEndpointResponse<Object> done() {
        return new WebEndpointResponse<>(WebEndpointResponse.STATUS_NO_CONTENT);
    }

    static WebEndpointResponse<Object> failure(int status, String error) {
        return new WebEndpointResponse<>(new Failure(error), status);
    }

    static WebEndpointResponse<Object> failure(int status, Exception e) {
        return failure(status, String.valueOf(e.getMessage()));
    }

    private Answers() {}
}
