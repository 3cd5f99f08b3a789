package dev.usbshare.service.logs;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class LogRingTest {

    /** Its own, so that other tests' levels do not matter. */
    private final Logger log = LoggerFactory.getLogger("dev.usbshare.ring." + UUID.randomUUID());

    private LogRing ring;

    @BeforeEach
    void attach() {
        ring = LogRing.attached();
    }

    @AfterEach
    void detach() {
        ring.detach();
    }

    @Test
    void last_linesWithKeys_areTextInTheirOrder() {
        log.atWarn().addKeyValue("busId", "1-1").log("Gone");
        log.error("Worse\u001b[2J", new IllegalStateException("reason"));

        var page = ring.last(10, Level.TRACE);

        assertThat(page.lines())
                .extracting(LogLine::text)
                .containsExactly("Gone busId=\"1-1\"", "Worse?[2J java.lang.IllegalStateException: reason");
        assertThat(page.lines()).extracting(LogLine::level).containsExactly("WARN", "ERROR");
    }

    @Test
    void last_limit_keepsTheNewest() {
        log.warn("a");
        log.warn("b");

        assertThat(ring.last(1, Level.TRACE).lines()).extracting(LogLine::text).containsExactly("b");
    }

    @Test
    void last_level_leavesOutWhatIsBelow() {
        log.error("a");
        log.warn("b");

        assertThat(ring.last(1, Level.ERROR).lines()).extracting(LogLine::text).containsExactly("a");
    }

    @Test
    void after_pageByPage_seesEachLineOnce() {
        log.warn("a");
        long seen = ring.last(10, Level.TRACE).next();
        log.warn("b");
        log.warn("c");

        var first = ring.after(seen, 1, Level.TRACE);
        var second = ring.after(first.next(), 10, Level.TRACE);

        assertThat(first.lines()).extracting(LogLine::text).containsExactly("b");
        assertThat(second.lines()).extracting(LogLine::text).containsExactly("c");
        assertThat(ring.after(second.next(), 10, Level.TRACE).lines()).isEmpty();
    }

    @Test
    void full_oldestLinesGoAndAreCounted() {
        log.warn("first");
        long seen = ring.last(1, Level.TRACE).next();
        for (int i = 0; i < LogRing.CAPACITY + 5; i++) {
            ring.doAppend(event());
        }

        var page = ring.after(seen, LogRing.CAPACITY, Level.TRACE);

        assertThat(page.lines()).hasSize(LogRing.CAPACITY);
        assertThat(page.lost()).isEqualTo(5);
    }

    /** Without the noise on the tests' own output. */
    private static LoggingEvent event() {
        var event = new LoggingEvent();
        event.setLoggerName("more");
        event.setLevel(Level.WARN);
        event.setMessage("more");
        event.setInstant(Instant.EPOCH);
        return event;
    }

    @ParameterizedTest
    @CsvSource({"0,,", "1001,,", "1,LOUD,", "1,,-1"})
    void endpoint_wrongArguments_areRefused(Integer limit, String level, Long after) {
        assertThat(new LogsEndpoint(ring).logs(limit, level, after).getStatus()).isEqualTo(400);
    }

    @Test
    void detached_hearsNothing() {
        ring.detach();
        log.warn("late");

        assertThat(ring.last(10, Level.TRACE).lines()).isEmpty();
    }
}
