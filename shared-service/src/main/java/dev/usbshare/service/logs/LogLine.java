package dev.usbshare.service.logs;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import dev.usbshare.text.PlainText;
import java.time.Instant;
import org.slf4j.event.KeyValuePair;

/**
 * One event, as a line of text.
 *
 * @param seq the number of the event since the start, from 1
 * @param logger the short name
 * @param text the message, with its keys and the first line of what was thrown; printable
 */
record LogLine(long seq, Instant time, String level, String logger, String text) {

    private static final int MAX_CHARS = 2_000;

    static LogLine of(long seq, ILoggingEvent event) {
        var text = new StringBuilder(String.valueOf(event.getFormattedMessage()));
        if (event.getKeyValuePairs() != null) {
            for (KeyValuePair pair : event.getKeyValuePairs()) {
                text.append(' ')
                        .append(pair.key)
                        .append("=\"")
                        .append(pair.value)
                        .append('"');
            }
        }
        IThrowableProxy thrown = event.getThrowableProxy();
        if (thrown != null) {
            text.append(' ').append(thrown.getClassName()).append(": ").append(thrown.getMessage());
        }
        String name = event.getLoggerName();
        return new LogLine(
                seq,
                event.getInstant(),
                event.getLevel().toString(),
                name.substring(name.lastIndexOf('.') + 1),
                PlainText.printable(text.toString(), MAX_CHARS));
    }
}
