package dev.usbshare.service.config;

import dev.usbshare.service.audit.AuditLog;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The reload of the configuration file, for {@code @Import}: for services that {@link dev.usbshare.service.ServiceMain} starts. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBean(ConfigSource.class)
public class ReloadConfiguration {

    @Bean
    ConfigReload configReload(
            ConfigSource source,
            ObjectProvider<LiveSettings<?>> live,
            ObjectProvider<AuditLog> audit,
            MeterRegistry registry) {
        return new ConfigReload(
                source,
                live.orderedStream().toList(),
                audit.getIfAvailable(() -> AuditLog.NOTHING),
                LoggingSystem.get(ReloadConfiguration.class.getClassLoader()),
                registry);
    }

    @Bean
    ConfigEndpoint configEndpoint(ConfigReload reload) {
        return new ConfigEndpoint(reload);
    }

    @Bean(destroyMethod = "close")
    ReloadSignal reloadSignal(ConfigReload reload) {
        return new ReloadSignal(reload);
    }
}
