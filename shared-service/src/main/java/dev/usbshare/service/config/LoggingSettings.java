package dev.usbshare.service.config;

import java.util.Map;
import org.springframework.boot.logging.LogLevel;

/** {@code logging}, as far as a person may set it. */
record LoggingSettings(
        @Meaning(
                value = "How much is logged by logger: trace, debug, info, warn, error or off.",
                otherwise = "info for dev.usbshare, warn for the rest",
                example = "dev.usbshare: info",
                live = true)
        Map<String, LogLevel> level) {}
