package dev.usbshare.server.lease;

import dev.usbshare.server.policy.LeaseTerms;
import dev.usbshare.server.policy.PolicyDecision;
import dev.usbshare.wire.RefusalCode;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that a held lease keeps to its terms: warns, and says when it is over.
 *
 * <p>One timer a lease, for whatever comes next; at the latest after a minute everything is looked at anew, since clocks
 * jump. How long a lease has lasted is counted by a clock that does not.
 *
 * <p><b>Confinement</b>: the registry's executor.
 */
public final class LeaseWatch {

    /** Hears what the watch finds. */
    public interface Events {

        /** The lease will be over in {@code left}. */
        void ending(Duration left, RefusalCode code, String reason);

        /** The lease is bound by other terms than before. */
        void changed(LeaseTerms terms);

        /** The lease is over. */
        void over(LeaseEnd end);
    }

    private static final Logger LOG = LoggerFactory.getLogger(LeaseWatch.class);

    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    /** A window that closes ends its leases by its own end and not as a rule that changed, timers being what they are. */
    private static final Duration SLACK = Duration.ofSeconds(1);

    private final Lease lease;
    private final LeaseUse use;
    private final Function<Instant, PolicyDecision> rules;
    private final EventExecutor executor;
    private final Clock clock;
    private final Events events;
    private @Nullable ScheduledFuture<?> next;
    /** The shortest time before the end that was warned of. */
    private @Nullable Duration warned;

    private boolean stopped;

    /** @param rules decide now about a lease that began then */
    public LeaseWatch(
            Lease lease, LeaseUse use, Function<Instant, PolicyDecision> rules, LeaseRegistry leases, Events events) {
        this.lease = lease;
        this.use = use;
        this.rules = rules;
        this.executor = leases.executor();
        this.clock = leases.clock();
        this.events = events;
    }

    /** Begins; may find at once that the lease is over. */
    public void start() {
        keepTo(lease.terms(), clock.instant());
    }

    /** Ends; nothing is heard of it any more. */
    public void stop() {
        stopped = true;
        if (next != null) {
            next.cancel(false);
            next = null;
        }
    }

    /** Looks at everything now. */
    public void check() {
        if (stopped) {
            return;
        }
        Instant now = clock.instant();
        PolicyDecision decision;
        try {
            decision = rules.apply(now.minusNanos(heldNanos()));
        } catch (RuntimeException e) {
            LOG.atError()
                    .setCause(e)
                    .addKeyValue("lease", lease.id().toShortString())
                    .log("A lease's rules failed");
            decision = new PolicyDecision.Refused(RefusalCode.NOT_ALLOWED, "the device's rules could not be looked at");
        }
        switch (decision) {
            case PolicyDecision.Refused(var code, var reason) -> over(refused(code, reason, now));
            case PolicyDecision.Allowed(var terms) -> {
                if (!terms.equals(lease.terms())) {
                    lease.setTerms(terms);
                    events.changed(terms);
                }
                keepTo(terms, now);
            }
        }
    }

    private LeaseEnd refused(RefusalCode code, String reason, Instant now) {
        LeaseTerms known = lease.terms();
        boolean foreseen = known.ends().isPresent()
                && !now.plus(SLACK).isBefore(known.ends().get());
        return foreseen ? LeaseEnd.timeOver(known.endReason()) : LeaseEnd.notAllowed(code, reason);
    }

    private void keepTo(LeaseTerms terms, Instant now) {
        Duration wait = LONGEST_WAIT;
        if (terms.ends().isPresent()) {
            Duration left = Duration.between(now, terms.ends().get());
            if (!left.isPositive()) {
                over(LeaseEnd.timeOver(terms.endReason()));
                return;
            }
            warn(terms, left);
            wait = min(wait, left);
            for (Duration warning : terms.warnings()) {
                if (warning.compareTo(left) < 0) {
                    wait = min(wait, left.minus(warning));
                }
            }
        }
        if (terms.idleTimeout().isPresent()) {
            Duration left = terms.idleTimeout().get().minusNanos(use.idleNanos());
            if (!left.isPositive()) {
                over(LeaseEnd.idle(terms.idleTimeout().get()));
                return;
            }
            wait = min(wait, left);
        }
        schedule(wait);
    }

    /** Warns once for each warning that is due, or once for all that are. */
    private void warn(LeaseTerms terms, Duration left) {
        if (warned != null && left.compareTo(warned.plus(SLACK)) > 0) {
            warned = null; // The end has moved away.
        }
        Optional<Duration> due = terms.warnings().stream()
                .filter(warning -> left.compareTo(warning) <= 0)
                .min(Duration::compareTo);
        if (due.isPresent() && (warned == null || due.get().compareTo(warned) < 0)) {
            warned = due.get();
            events.ending(left, RefusalCode.TIME_OVER, terms.endReason());
        }
    }

    private void over(LeaseEnd end) {
        stop();
        events.over(end);
    }

    private void schedule(Duration wait) {
        if (next != null) {
            next.cancel(false);
        }
        next = executor.schedule(this::check, wait.toNanos(), TimeUnit.NANOSECONDS);
    }

    private long heldNanos() {
        return executor.ticker().nanoTime() - lease.sinceNanos();
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
