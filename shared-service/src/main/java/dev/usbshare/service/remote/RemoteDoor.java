package dev.usbshare.service.remote;

import dev.usbshare.service.limits.AddressBuckets;
import dev.usbshare.service.limits.TokenBucket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides who comes in from another machine. Ten wrong tokens from one address, then one every half a minute: what is beyond that is not
 * even compared. Thread-safe.
 */
public final class RemoteDoor {

    private static final Logger LOG = LoggerFactory.getLogger(RemoteDoor.class);

    private static final String SCHEME = "Bearer ";
    private static final int WRONG_TOKENS = 10;

    /** Until one more may be tried. */
    public static final int RETRY_SECONDS = 30;

    private static final int LOGGED = 20;
    private static final double LOGGED_PER_SECOND = 0.1;
    private static final int MAX_TOKEN_CHARS = 1_024;

    /** What becomes of a request. */
    public enum Decision {
        IN,
        /** 401 */
        NO_TOKEN,
        /** 401 */
        WRONG_TOKEN,
        /** 429 */
        TOO_MANY
    }

    private final RemoteToken token;
    private final AddressBuckets wrong;
    private final TokenBucket logged;
    private final AtomicLong denied = new AtomicLong();

    RemoteDoor(RemoteToken token, Clock clock) {
        this.token = token;
        this.wrong = new AddressBuckets(clock, WRONG_TOKENS, 1.0 / RETRY_SECONDS);
        this.logged = new TokenBucket(clock, LOGGED, LOGGED_PER_SECOND);
    }

    /** Requests that were turned away for their token. */
    public long denied() {
        return denied.get();
    }

    /** @param authorization the header; null if there is none */
    public Decision decide(InetSocketAddress from, @Nullable String authorization) {
        if (!wrong.has(from)) {
            return turnAway(from, Decision.TOO_MANY);
        }
        if (authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return turnAway(from, Decision.NO_TOKEN);
        }
        String given = authorization.substring(SCHEME.length()).strip();
        if (given.length() > MAX_TOKEN_CHARS || !isRight(given)) {
            wrong.take(from);
            return turnAway(from, Decision.WRONG_TOKEN);
        }
        return Decision.IN;
    }

    private boolean isRight(String given) {
        try {
            return token.matches(given);
        } catch (IOException | IllegalArgumentException e) {
            LOG.atError()
                    .addKeyValue("error", e.getMessage())
                    .log("The token of remote management cannot be read; nobody comes in");
            return false;
        }
    }

    private boolean mayLog() {
        synchronized (logged) {
            return logged.take();
        }
    }

    private Decision turnAway(InetSocketAddress from, Decision why) {
        denied.incrementAndGet();
        if (mayLog()) {
            LOG.atWarn()
                    .addKeyValue("address", from.getAddress().getHostAddress())
                    .addKeyValue("reason", why)
                    .log("Remote management turned a request away");
        }
        return why;
    }
}
