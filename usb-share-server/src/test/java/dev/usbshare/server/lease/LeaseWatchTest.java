package dev.usbshare.server.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.quic.ManualEventExecutor;
import dev.usbshare.quic.SettableClock;
import dev.usbshare.server.engine.EngineListener;
import dev.usbshare.server.policy.LeaseTerms;
import dev.usbshare.server.policy.PolicyDecision;
import dev.usbshare.usb.BusId;
import dev.usbshare.wire.AttachMode;
import dev.usbshare.wire.RefusalCode;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Terms, timers and clocks, on virtual time. */
class LeaseWatchTest {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final List<Duration> WARNINGS = List.of(Duration.ofMinutes(5), Duration.ofMinutes(1));

    private final ManualEventExecutor executor = new ManualEventExecutor();
    private final SettableClock clock = SettableClock.following(executor.clock());
    private final LeaseRegistry leases = new LeaseRegistry(executor, new SecureRandom(), clock);
    private final LeaseUse use = new LeaseUse(EngineListener.UNHEARD, executor.ticker());
    private final FakeSeeker holder = FakeSeeker.of(1, "alice", 1, new BusId("1-1"));
    private final List<String> heard = new ArrayList<>();
    private Function<Instant, PolicyDecision> rules = since -> allowed(LeaseTerms.UNBOUND);

    private LeaseWatch watch(LeaseTerms terms) {
        leases.ask(holder, AttachMode.NOW, false);
        var watch = new LeaseWatch(holder.lease(), use, since -> rules.apply(since), leases, new Heard());
        leases.held(holder.lease(), terms, use, Duration.ZERO);
        watch.start();
        return watch;
    }

    private static PolicyDecision allowed(LeaseTerms terms) {
        return new PolicyDecision.Allowed(terms);
    }

    private static LeaseTerms until(Instant end, String why) {
        return new LeaseTerms(Optional.of(end), why, WARNINGS, Optional.empty(), 0, false);
    }

    private static LeaseTerms idle(Duration limit) {
        return new LeaseTerms(Optional.empty(), "", List.of(), Optional.of(limit), 0, false);
    }

    /** A longest time allowed, as policies compute it. */
    private void atMost(Duration length) {
        rules = since -> allowed(until(since.plus(length), "at most " + length.toMinutes() + " min"));
    }

    @Test
    void longestTime_warnsTwice_thenEnds() {
        atMost(HOUR);
        watch(until(clock.instant().plus(HOUR), "at most 60 min"));

        executor.advance(Duration.ofMinutes(54));
        assertThat(heard).isEmpty();
        executor.advance(Duration.ofMinutes(2));
        assertThat(heard).containsExactly("ending in 300 TIME_OVER: at most 60 min");
        executor.advance(Duration.ofMinutes(3).plusMillis(1));
        assertThat(heard).last().isEqualTo("ending in 60 TIME_OVER: at most 60 min");
        executor.advance(Duration.ofSeconds(58));
        assertThat(heard).hasSize(2);
        executor.advance(Duration.ofSeconds(2));

        assertThat(heard).hasSize(3).last().isEqualTo("over TIME_OVER: at most 60 min");
    }

    @Test
    void leaseShorterThanItsWarnings_isWarnedOnceAtOnce() {
        Instant end = clock.instant().plusSeconds(30);
        rules = since -> allowed(until(end, "the window closes"));

        watch(until(end, "the window closes"));

        assertThat(heard).containsExactly("ending in 30 TIME_OVER: the window closes");
    }

    @Test
    void endThatMovesAway_isWarnedOfAgain() {
        Instant end = clock.instant().plus(Duration.ofMinutes(10));
        rules = since -> allowed(until(end, "early"));
        LeaseWatch watch = watch(until(end, "early"));
        executor.advance(Duration.ofMinutes(6));
        assertThat(heard).containsExactly("ending in 300 TIME_OVER: early");

        rules = since -> allowed(until(end.plus(HOUR), "later"));
        watch.check();
        executor.advance(HOUR);

        assertThat(heard)
                .containsExactly("ending in 300 TIME_OVER: early", "changed", "ending in 300 TIME_OVER: later");
    }

    @Test
    void windowThatCloses_isTimeOver_whateverTheRulesSayThen() {
        Instant end = clock.instant().plus(HOUR);
        rules = since -> clock.instant().isBefore(end)
                ? allowed(until(end, "the window closes at 18:00"))
                : new PolicyDecision.Refused(RefusalCode.NOT_ALLOWED, "outside of the window");
        watch(until(end, "the window closes at 18:00"));

        executor.advance(HOUR.plusSeconds(1));

        assertThat(heard).last().isEqualTo("over TIME_OVER: the window closes at 18:00");
    }

    @Test
    void wallClockThatJumpsAhead_doesNotShortenALength_butClosesAWindow() {
        atMost(HOUR);
        watch(until(clock.instant().plus(HOUR), "at most 60 min"));
        executor.advance(Duration.ofMinutes(10));

        clock.jump(Duration.ofHours(5));
        executor.advance(Duration.ofMinutes(2));
        assertThat(heard).as("a length of time").doesNotContain("over TIME_OVER: at most 60 min");

        Instant closed = clock.instant().minus(HOUR);
        rules = since -> allowed(until(closed, "the window closes"));
        executor.advance(Duration.ofMinutes(1));
        assertThat(heard).last().isEqualTo("over TIME_OVER: the window closes");
    }

    @Test
    void wallClockThatJumpsBack_doesNotLengthenALength() {
        atMost(HOUR);
        watch(until(clock.instant().plus(HOUR), "at most 60 min"));
        executor.advance(Duration.ofMinutes(30));

        clock.jump(Duration.ofDays(-1));
        executor.advance(Duration.ofMinutes(31));

        assertThat(heard).last().isEqualTo("over TIME_OVER: at most 60 min");
    }

    @Test
    void rulesThatChange_areNoticedWithinAMinute_andAtOnceWhenAsked() {
        LeaseWatch watch = watch(LeaseTerms.UNBOUND);
        rules = since -> new PolicyDecision.Refused(RefusalCode.NOT_ALLOWED, "class 08 is blocked");

        executor.advance(Duration.ofSeconds(30));
        assertThat(heard).isEmpty();
        watch.check();

        assertThat(heard).containsExactly("over NOT_ALLOWED: class 08 is blocked");
        executor.advance(HOUR);
        assertThat(heard).as("told once").hasSize(1);
    }

    @Test
    void rulesThatFail_deny() {
        watch(LeaseTerms.UNBOUND);
        rules = since -> {
            throw new IllegalStateException("a fault of ours");
        };

        executor.advance(Duration.ofMinutes(1));

        assertThat(heard).containsExactly("over NOT_ALLOWED: the device's rules could not be looked at");
    }

    @Test
    void idleTimeout_countsFromTheLastUrb() {
        rules = since -> allowed(idle(Duration.ofMinutes(10)));
        watch(idle(Duration.ofMinutes(10)));
        executor.advance(Duration.ofMinutes(9));
        use.urbSubmitted();

        executor.advance(Duration.ofMinutes(9));
        assertThat(heard).isEmpty();
        executor.advance(Duration.ofMinutes(2));

        assertThat(heard).containsExactly("over IDLE_TOO_LONG: nothing was asked of the device for 600 s");
    }

    @Test
    void idleTimeout_isExactToItsTimer() {
        rules = since -> allowed(idle(Duration.ofSeconds(7)));
        watch(idle(Duration.ofSeconds(7)));

        executor.advance(Duration.ofMillis(6_999));
        assertThat(heard).isEmpty();
        executor.advance(Duration.ofMillis(2));

        assertThat(heard).hasSize(1);
    }

    @Test
    void changedTerms_areTold() {
        watch(LeaseTerms.UNBOUND);
        rules = since -> allowed(new LeaseTerms(Optional.empty(), "", List.of(), Optional.empty(), 1000, false));

        executor.advance(Duration.ofMinutes(1));

        assertThat(heard).containsExactly("changed");
        assertThat(holder.lease().terms().bytesPerSecond()).isEqualTo(1000);
    }

    @Test
    void stopped_saysNothingMore() {
        LeaseWatch watch = watch(until(clock.instant().plusSeconds(400), "soon"));

        watch.stop();
        watch.check();
        executor.advance(HOUR);

        assertThat(heard).isEmpty();
    }

    private final class Heard implements LeaseWatch.Events {
        @Override
        public void ending(Duration left, RefusalCode code, String reason) {
            heard.add("ending in " + left.plusMillis(500).toSeconds() + " " + code + ": " + reason);
        }

        @Override
        public void changed(LeaseTerms terms) {
            if (!terms.endReason().startsWith("at most")) {
                heard.add("changed"); // A length that begins a nanosecond later is no news here.
            }
        }

        @Override
        public void over(LeaseEnd end) {
            heard.add("over " + end.code() + ": " + end.reason());
        }
    }
}
