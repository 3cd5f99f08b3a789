package dev.usbshare.server.ops;

import dev.usbshare.server.access.AccessException;
import dev.usbshare.service.Answers;
import java.util.function.Supplier;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/** What the endpoints of peers, requests and tickets answer. */
final class AccessAnswers {

    private AccessAnswers() {}

    /** Does what was asked; a wrong argument is the caller's fault. */
    static WebEndpointResponse<Object> to(Supplier<Object> work) {
        try {
            return Answers.done(work.get());
        } catch (IllegalArgumentException e) {
            return Answers.failure(Answers.BAD_REQUEST, e.getMessage());
        } catch (AccessException e) {
            return Answers.failure(statusOf(e.reason()), e.getMessage());
        }
    }

    /** As {@link #to}, with nothing to tell. */
    static WebEndpointResponse<Object> toDeed(Runnable work) {
        try {
            work.run();
            return Answers.done();
        } catch (IllegalArgumentException e) {
            return Answers.failure(Answers.BAD_REQUEST, e.getMessage());
        } catch (AccessException e) {
            return Answers.failure(statusOf(e.reason()), e.getMessage());
        }
    }

    private static int statusOf(AccessException.Reason reason) {
        return switch (reason) {
            case INVALID -> Answers.BAD_REQUEST;
            case NOT_FOUND -> Answers.NOT_FOUND;
            case CONFLICT -> Answers.CONFLICT;
            case UNAVAILABLE -> Answers.UNAVAILABLE;
        };
    }
}
