package dev.usbshare.service.logs;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * The last {@value #CAPACITY} events that were logged, whatever level let them pass.
 *
 * <p>Confinement: thread-safe. Bounds: {@value #CAPACITY} lines of at most 2000 characters.
 */
final class LogRing extends AppenderBase<ILoggingEvent> {

    static final int CAPACITY = 1_000;

    private final Deque<LogLine> lines = new ArrayDeque<>();
    private long seq;

    /** Some lines, and where to go on. */
    record Page(long next, long lost, List<LogLine> lines) {}

    /** One that hears of everything; null-safe where another logging system is in charge: it then stays empty. */
    static LogRing attached() {
        var ring = new LogRing();
        ring.setName("usb-share log ring");
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            ring.setContext(context);
            ring.start();
            context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(ring);
        }
        return ring;
    }

    @Override
    protected void append(ILoggingEvent event) {
        synchronized (lines) {
            if (lines.size() == CAPACITY) {
                lines.removeFirst();
            }
            lines.addLast(LogLine.of(++seq, event));
        }
    }

    /** The last so many lines of a level and above. */
    Page last(int limit, Level level) {
        synchronized (lines) {
            var found = new ArrayList<LogLine>();
            var newestFirst = lines.descendingIterator();
            while (newestFirst.hasNext() && found.size() < limit) {
                LogLine line = newestFirst.next();
                if (Level.toLevel(line.level()).isGreaterOrEqual(level)) {
                    found.addFirst(line);
                }
            }
            return new Page(seq, 0, found);
        }
    }

    /**
     * What came after an event that was seen.
     *
     * @param seen {@link Page#next} of an earlier page
     */
    Page after(long seen, int limit, Level level) {
        synchronized (lines) {
            long first = lines.isEmpty() ? seq + 1 : lines.getFirst().seq();
            var found = new ArrayList<LogLine>();
            long next = Math.clamp(seen, 0, seq);
            for (LogLine line : lines) {
                if (line.seq() > seen && found.size() < limit) {
                    next = line.seq();
                    if (Level.toLevel(line.level()).isGreaterOrEqual(level)) {
                        found.add(line);
                    }
                }
            }
            return new Page(next, Math.max(0, first - 1 - Math.max(seen, 0)), found);
        }
    }

    void detach() {
        if (getContext() instanceof LoggerContext context) {
            context.getLogger(Logger.ROOT_LOGGER_NAME).detachAppender(this);
        }
        stop();
    }
}
