package dev.usbshare.service.logs;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The ring and its endpoint, for {@code @Import}. */
@Configuration(proxyBeanMethods = false)
public class LogsConfiguration {

    @Bean(destroyMethod = "detach")
    LogRing logRing() {
        return LogRing.attached();
    }

    @Bean
    LogsEndpoint logsEndpoint(LogRing ring) {
        return new LogsEndpoint(ring);
    }
}
