package dev.usbshare.service.store;

import dev.usbshare.service.StateDirectory;
import dev.usbshare.service.audit.AuditConfiguration;
import dev.usbshare.service.audit.AuditLog;
import dev.usbshare.service.audit.FailureText;
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

    @Bean
    DatabaseEndpoint databaseEndpoint(JdbcClient jdbc, StoreSettings settings, AuditLog audit) {
        return new DatabaseEndpoint(new Backup(jdbc, settings.url()), settings, audit);
    }
}
