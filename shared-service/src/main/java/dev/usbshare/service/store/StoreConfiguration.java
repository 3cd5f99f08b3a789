package dev.usbshare.service.store;

import com.zaxxer.hikari.HikariDataSource;
import dev.usbshare.service.StateDirectory;
import dev.usbshare.service.audit.AuditConfiguration;
import dev.usbshare.service.audit.AuditLog;
import dev.usbshare.service.audit.FailureText;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The database as beans, for {@code @Import}: a {@link DataSource} whose schema is up to date, and with it what Spring Boot makes of
 * one, {@code JdbcClient} and {@code TransactionTemplate}; the audit log, which is kept in it. Needs a {@link Migrations} bean.
 */
@Configuration(proxyBeanMethods = false)
@Import(AuditConfiguration.class)
public class StoreConfiguration {

    @Bean
    StoreSettings storeSettings(Environment environment, StateDirectory state) {
        return StoreSettings.of(environment, state);
    }

    @Bean
    FailureText storeFailures() {
        return StoreFailures::reason;
    }

    @Bean(destroyMethod = "close")
    DataSource dataSource(StoreSettings settings, Migrations migrations) {
        return Database.open(settings, migrations);
    }

    @Bean
    DatabaseHealthIndicator databaseHealthIndicator(DataSource source, StoreSettings settings) {
        return new DatabaseHealthIndicator(source, settings);
    }

    /** Of every transaction: Spring Boot gives its transaction manager the listeners that are beans. */
    @Bean
    CommitMeter commitMeter(MeterRegistry registry) {
        return new CommitMeter(registry);
    }

    @Bean
    MeterBinder storeMeters(StoreSettings settings, DataSource source) {
        return registry -> {
            settings.url()
                    .databaseFile()
                    .ifPresent(file -> StoreMeters.FILE_BYTES
                            .gauge(() -> file.toFile().length())
                            .register(registry));
            if (source instanceof HikariDataSource pool
                    && pool.getExceptionOverride() instanceof FailureCount failures) {
                FunctionCounter.builder(StoreMeters.ERRORS.getName(), failures, FailureCount::count)
                        .description(StoreMeters.ERRORS.facts().description())
                        .register(registry);
            }
        };
    }

    @Bean
    UnkeptChanges unkeptChanges() {
        return new UnkeptChanges();
    }

    @Bean
    DatabaseEndpoint databaseEndpoint(JdbcClient jdbc, StoreSettings settings, AuditLog audit) {
        return new DatabaseEndpoint(new Backup(jdbc, settings.url()), settings, audit);
    }
}
