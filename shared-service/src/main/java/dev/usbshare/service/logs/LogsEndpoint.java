package dev.usbshare.service.logs;

import ch.qos.logback.classic.Level;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/**
 * {@code logs}: what was logged last ({@code GET}, at most {@code limit} lines, of {@code level} and above), or since then ({@code
 * after}, the {@code next} of an earlier answer). Levels are changed at {@code loggers}.
 */
@Endpoint(id = "logs")
final class LogsEndpoint {

    private static final int BAD_REQUEST = 400;
    private static final int DEFAULT_LIMIT = 100;
    private static final Set<String> LEVELS = Set.of("TRACE", "DEBUG", "INFO", "WARN", "ERROR");

    private final LogRing ring;

    LogsEndpoint(LogRing ring) {
        this.ring = ring;
    }

    @ReadOperation
    WebEndpointResponse<Object> logs(@Nullable Integer limit, @Nullable String level, @Nullable Long after) {
        int most = limit == null ? DEFAULT_LIMIT : limit;
        if (most < 1 || most > LogRing.CAPACITY) {
            return failure("limit " + most + " is not from 1 to " + LogRing.CAPACITY);
        }
        String name = level == null ? "TRACE" : level.toUpperCase(Locale.ROOT);
        if (!LEVELS.contains(name)) {
            return failure("there is no such level; choose TRACE, DEBUG, INFO, WARN or ERROR");
        }
        if (after != null && after < 0) {
            return failure("after " + after + " is below 0");
        }
        Level least = Level.valueOf(name);
        return new WebEndpointResponse<>(after == null ? ring.last(most, least) : ring.after(after, most, least));
    }

    private static WebEndpointResponse<Object> failure(String error) {
        return new WebEndpointResponse<>(Map.of("error", error), BAD_REQUEST);
    }
}
