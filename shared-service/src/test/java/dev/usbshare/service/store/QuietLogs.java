package dev.usbshare.service.store;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/** What the service's defaults do for its log, where no service runs. */
final class QuietLogs {

    private QuietLogs() {}

    static void set() {
        for (String name : new String[] {
            "org.flywaydb", "com.zaxxer.hikari", "org.springframework.transaction.support.TransactionTemplate"
        }) {
            if (LoggerFactory.getLogger(name) instanceof Logger logger) {
                logger.setLevel(Level.OFF);
            }
        }
    }
}
