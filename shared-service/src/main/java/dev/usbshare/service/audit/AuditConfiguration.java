package dev.usbshare.service.audit;

import dev.usbshare.service.NodeProperties;
import dev.usbshare.service.StateDirectory;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The audit log as beans, for {@code @Import}: {@link AuditLog}, its endpoint, health and meters. Whoever is given the log is closed before
 * it, so that last words are kept.
 */
@Configuration(proxyBeanMethods = false)
public class AuditConfiguration {

    /** In the state directory. */
    static final String FILE = "audit/audit.jsonl";

    private static final Duration RETRY = Duration.ofSeconds(5);

    @Bean
    AuditTable auditTable(JdbcClient jdbc) {
        return new AuditTable(jdbc);
    }

    @Bean
    AuditFile auditFile(StateDirectory state, NodeProperties properties) {
        return new AuditFile(state.resolve(FILE), properties.audit());
    }

    @Bean(destroyMethod = "close")
    AuditWriter auditLog(AuditTable table, AuditFile file, TransactionTemplate transactions, FailureText failures) {
        return new AuditWriter(
                        new AuditChain(table, transactions),
                        new AuditFollower(table, file),
                        Clock.systemUTC(),
                        failures,
                        RETRY)
                .start();
    }

    @Bean
    AuditEndpoint auditEndpoint(AuditTable table, AuditFile file) {
        return new AuditEndpoint(table, new AuditVerifier(table, file));
    }

    @Bean
    AuditHealthIndicator auditHealthIndicator(AuditWriter log) {
        return new AuditHealthIndicator(log);
    }

    @Bean
    MeterBinder auditMeters(AuditWriter log, AuditFile file) {
        return registry -> {
            AuditMeters.RECORDS.gauge(log::records).register(registry);
            AuditMeters.QUEUED.gauge(log::queued).register(registry);
            AuditMeters.FILE_BYTES.gauge(file::bytes).register(registry);
            FunctionCounter.builder(AuditMeters.LOST.getName(), log, AuditWriter::lost)
                    .description(AuditMeters.LOST.facts().description())
                    .register(registry);
        };
    }
}
