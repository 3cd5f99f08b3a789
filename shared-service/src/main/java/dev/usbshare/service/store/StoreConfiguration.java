package dev.usbshare.service.store;

import dev.usbshare.service.StateDirectory;
import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * The database as beans, for {@code @Import}: a {@link DataSource} whose schema is up to date, and with it what Spring Boot makes of
 * one, {@code JdbcClient} and {@code TransactionTemplate}. Needs a {@link Migrations} bean.
 */
@Configuration(proxyBeanMethods = false)
public class StoreConfiguration {

    @Bean
    StoreSettings storeSettings(Environment environment, StateDirectory state) {
        return StoreSettings.of(environment, state);
    }

    @Bean(destroyMethod = "close")
    DataSource dataSource(StoreSettings settings, Migrations migrations) {
        return Database.open(settings, migrations);
    }
}
