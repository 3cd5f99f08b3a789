package dev.usbshare.service;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.logging.LogLevel;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/** Settings that both services begin with; every one of them can be overridden. */
public final class ServiceDefaults implements EnvironmentPostProcessor {

    private static final Map<String, Object> DEFAULTS = Map.ofEntries(
            Map.entry("spring.main.banner-mode", "off"),
            Map.entry("spring.main.log-startup-info", "false"),
            Map.entry("spring.threads.virtual.enabled", "true"),
            Map.entry("spring.lifecycle.timeout-per-shutdown-phase", "4s"),
            Map.entry("server.shutdown", "immediate"),
            Map.entry("management.endpoints.web.exposure.include", "*"),
            // They show the process rather than the service, its keys included.
            Map.entry(
                    "management.endpoints.web.exposure.exclude",
                    "heapdump,env,configprops,beans,conditions,mappings,scheduledtasks"),
            Map.entry("management.endpoint.health.show-details", "always"),
            // Whoever asks whether to start it anew, and whether it does its work.
            Map.entry("management.endpoint.health.group.liveness.include", "livenessState,quic"),
            Map.entry(
                    "management.endpoint.health.group.readiness.include",
                    "readinessState,usb,quic,relay,database,audit"),
            Map.entry("management.endpoint.health.validate-group-membership", "false"),
            // Who asks is who is at the other end, whatever the headers say.
            Map.entry("server.forward-headers-strategy", "none"),
            Map.entry("management.health.diskspace.enabled", "false"),
            Map.entry("management.health.ssl.enabled", "false"),
            Map.entry("management.info.java.enabled", "true"),
            // Fixed keys follow the message; log lines of a failed start come from ServiceMain alone.
            Map.entry("logging.pattern.console", "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0} %msg %kvp%n%ex"),
            Map.entry("logging.level.root", "WARN"),
            Map.entry("logging.level.dev.usbshare", "INFO"),
            // A machine without a network card, such as a container, is nothing to warn of.
            Map.entry("logging.level.io.netty.util.internal.MacAddressUtil", "ERROR"),
            Map.entry("logging.level.org.springframework.context.annotation.AnnotationConfigApplicationContext", "OFF"),
            // They repeat at length what StoreFailures says in a line.
            Map.entry("logging.level.org.flywaydb", "OFF"),
            Map.entry("logging.level.com.zaxxer.hikari", "OFF"),
            Map.entry("logging.level.org.springframework.transaction.support.TransactionTemplate", "OFF"),
            // DatabaseHealthIndicator is in its place.
            Map.entry("management.health.db.enabled", "false"),
            Map.entry("logging.level.org.springframework.boot.web.server.servlet.context", "ERROR"),
            Map.entry("logging.level.org.apache.catalina", "OFF"),
            Map.entry("logging.level.org.apache.coyote", "OFF"),
            // A terminal that can do little is nothing to warn of.
            Map.entry("logging.level.org.jline", "OFF"),
            // Warns of each packet that it cannot read, which anybody on the local network may send.
            Map.entry("logging.level.javax.jmdns", "OFF"));

    /** Made by Spring Boot. */
    public ServiceDefaults() {}

    /** What is logged of a logger that the settings do not name; null for as much as of the one above it. */
    public static @Nullable LogLevel logLevel(String logger) {
        Object level = DEFAULTS.get("logging.level." + logger);
        return level == null ? null : LogLevel.valueOf(level.toString());
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        environment.getPropertySources().addLast(new MapPropertySource("usb-share service defaults", DEFAULTS));
    }
}
