package dev.usbshare.service.meters;

import dev.usbshare.identity.NodeKey;
import dev.usbshare.service.ServiceMain;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The meters that every service of ours has, as beans, for {@code @Import}. */
@Configuration(proxyBeanMethods = false)
public class MeterConfiguration {

    private static final String OURS = "dev.usbshare.";
    private static final String SUFFIX = "HealthIndicator";

    @Bean
    MeterBinder buildInfo(@Value("${spring.application.name}") String program, ObjectProvider<NodeKey> key) {
        return registry -> ServiceMeters.BUILD
                .gauge(() -> 1)
                .tags(
                        ServiceMeters.Tag.PROGRAM.asString(),
                        program,
                        ServiceMeters.Tag.VERSION.asString(),
                        ServiceMain.version(),
                        ServiceMeters.Tag.NODE.asString(),
                        key.stream()
                                .map(own -> own.id().toShortString())
                                .findFirst()
                                .orElse(""))
                .register(registry);
    }

    @Bean
    HealthGauges healthGauges(Map<String, HealthIndicator> indicators) {
        return new HealthGauges(
                indicators.entrySet().stream()
                        .filter(e -> e.getValue().getClass().getName().startsWith(OURS))
                        .collect(Collectors.toMap(e -> nameOf(e.getKey()), Map.Entry::getValue)),
                task -> Thread.ofVirtual().name("usb-share-health").start(task),
                System::nanoTime);
    }

    /** As Actuator names it. */
    private static String nameOf(String bean) {
        String name = bean.endsWith(SUFFIX) ? bean.substring(0, bean.length() - SUFFIX.length()) : bean;
        return name.toLowerCase(Locale.ROOT);
    }
}
