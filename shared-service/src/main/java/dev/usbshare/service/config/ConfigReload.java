package dev.usbshare.service.config;

import dev.usbshare.service.ServiceDefaults;
import dev.usbshare.service.StartFailure;
import dev.usbshare.service.StartFailures;
import dev.usbshare.service.audit.AuditEvent;
import dev.usbshare.service.audit.AuditLog;
import dev.usbshare.service.config.ConfigSource.Snapshot;
import dev.usbshare.service.meters.ServiceMeters;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.logging.LoggingSystem;

/**
 * Reads the configuration file again: what can be changed while the service runs is changed at once, what cannot is named, and a file that
 * is wrong changes nothing. Thread-safe.
 */
public final class ConfigReload {

    private static final Logger LOG = LoggerFactory.getLogger(ConfigReload.class);

    private static final String LEVEL = "logging.level.";
    private static final String HIDDEN = "(not shown)";

    /** What became of a reload. */
    public sealed interface Outcome {

        /**
         * @param applied settings that are in force as they stand in the file now
         * @param needRestart settings that stand otherwise in the file, and count from the next start on
         */
        record Done(List<String> applied, List<String> needRestart) implements Outcome {}

        /** Nothing has changed. */
        record Refused(String error) implements Outcome {}

        /** There is no file. */
        record Nothing() implements Outcome {}
    }

    /** What the audit log tells. */
    record ConfigReloaded(String applied, String needRestart) implements AuditEvent {
        @Override
        public String actor() {
            return "operator";
        }
    }

    /**
     * A setting in force.
     *
     * @param reload whether a reload changes it
     */
    record Row(String key, String value, boolean reload) {}

    private final ConfigSource source;
    private final List<LiveSettings<?>> live;
    private final AuditLog audit;
    private final LoggingSystem logging;
    private final Counter done;
    private final Counter refused;

    /** What the service runs with. */
    private final Map<String, String> running;

    ConfigReload(
            ConfigSource source,
            List<LiveSettings<?>> live,
            AuditLog audit,
            LoggingSystem logging,
            MeterRegistry registry) {
        this.source = source;
        this.live = List.copyOf(live);
        this.audit = audit;
        this.logging = logging;
        this.done = outcomes(registry, "done");
        this.refused = outcomes(registry, "refused");
        Snapshot start = source.read();
        this.running = new LinkedHashMap<>(start.texts());
    }

    private static Counter outcomes(MeterRegistry registry, String outcome) {
        return ServiceMeters.CONFIG_RELOADS
                .counter()
                .tag(ServiceMeters.Tag.OUTCOME.asString(), outcome)
                .register(registry);
    }

    /** The file; empty if the service was started without one. */
    Optional<String> file() {
        return source.file().map(Object::toString);
    }

    synchronized List<Row> settings() {
        var rows = new ArrayList<Row>();
        running.forEach((key, value) -> {
            Meaning meaning = source.meaningOf(key);
            boolean secret =
                    meaning.secret() || (key.endsWith(".url") && value.matches("(?i).*password=.*|.*//[^/]*@.*"));
            rows.add(new Row(key, secret ? HIDDEN : value, meaning.live()));
        });
        return rows;
    }

    /** Reads the file, and says in the log what became of it. */
    public synchronized Outcome reload() {
        if (source.file().isEmpty()) {
            LOG.atWarn().log("There is no configuration file to reload: the service was started without --config");
            return new Outcome.Nothing();
        }
        Snapshot next;
        try {
            next = source.read();
        } catch (RuntimeException e) {
            StartFailure why = StartFailures.explain(e);
            refused.increment();
            LOG.atWarn().addKeyValue("error", why.getMessage()).log("Configuration not reloaded, nothing has changed");
            return new Outcome.Refused(String.valueOf(why.getMessage()));
        }
        Outcome.Done outcome = take(next);
        done.increment();
        LOG.atInfo()
                .addKeyValue("applied", outcome.applied())
                .addKeyValue("needRestart", outcome.needRestart())
                .log("Configuration reloaded");
        if (!outcome.applied().isEmpty()) {
            audit.append(
                    new ConfigReloaded(String.join(", ", outcome.applied()), String.join(", ", outcome.needRestart())));
        }
        return outcome;
    }

    private Outcome.Done take(Snapshot next) {
        var keys = new TreeSet<>(running.keySet());
        keys.addAll(next.texts().keySet());
        var applied = new ArrayList<String>();
        var needRestart = new ArrayList<String>();
        for (String key : keys) {
            if (!Objects.equals(running.get(key), next.texts().get(key))) {
                (source.meaningOf(key).live() ? applied : needRestart).add(key);
            }
        }
        for (String key : applied) {
            String text = next.texts().get(key);
            if (text == null) {
                running.remove(key);
            } else {
                running.put(key, text);
            }
            if (key.startsWith(LEVEL)) {
                setLevel(key.substring(LEVEL.length()), next);
            }
        }
        if (!applied.isEmpty()) {
            live.forEach(settings -> settings.apply(next.values()));
        }
        return new Outcome.Done(List.copyOf(applied), List.copyOf(needRestart));
    }

    private void setLevel(String logger, Snapshot next) {
        var level = next.logLevels().get(logger);
        logging.setLogLevel(
                logger.equalsIgnoreCase(LoggingSystem.ROOT_LOGGER_NAME) ? LoggingSystem.ROOT_LOGGER_NAME : logger,
                level != null ? level : ServiceDefaults.logLevel(logger));
    }
}
