package dev.usbshare.service;

import dev.usbshare.identity.NodeKey;
import dev.usbshare.service.config.ReloadConfiguration;
import dev.usbshare.service.logs.LogsConfiguration;
import dev.usbshare.service.meters.MeterConfiguration;
import dev.usbshare.service.meters.ServiceMeters;
import dev.usbshare.service.remote.RemoteManagement;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.net.InetAddress;
import java.time.Clock;
import java.util.StringJoiner;
import org.apache.catalina.connector.Connector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * The management door of a service, for {@code @Import}: Actuator on a loopback TCP port, read-only, and whole on a Unix
 * socket of mode 0600. Needs a {@link ServiceProperties} bean and {@code spring.application.name}.
 */
@Configuration(proxyBeanMethods = false)
@Import({SettingsConfiguration.class, LogsConfiguration.class, MeterConfiguration.class, ReloadConfiguration.class})
public class ServiceConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(ServiceConfiguration.class);

    private final String name;

    ServiceConfiguration(@Value("${spring.application.name}") String name) {
        this.name = name;
    }

    @Bean
    StateDirectory stateDirectory(ServiceProperties properties) {
        return StateDirectory.open(name, properties.stateDir());
    }

    @Bean
    ManagementSocket managementSocket(ServiceProperties properties, StateDirectory state) {
        var configured = properties.management().socket();
        return new ManagementSocket(configured != null ? configured : state.resolve("management.sock"));
    }

    @Bean
    RemoteManagement remoteManagement(ServiceProperties properties, StateDirectory state) {
        return RemoteManagement.of(name, properties.management().remote(), state, Clock.systemUTC());
    }

    @Bean
    @Order(Ordered.LOWEST_PRECEDENCE)
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> managementDoors(
            ServiceProperties properties, RemoteManagement remote, ManagementSocket socket) {
        return factory -> {
            socket.prepare(name);
            var unix = new Connector("org.apache.coyote.http11.Http11NioProtocol");
            unix.setProperty("unixDomainSocketPath", socket.path().toString());
            unix.setProperty("unixDomainSocketPathPermissions", "rw-------");
            factory.addAdditionalConnectors(unix);
            remote.opened().ifPresent(opened -> factory.addAdditionalConnectors(opened.connector()));
            factory.addEngineValves(new ManagementDoor(unix, remote));
            factory.setAddress(InetAddress.ofLiteral("127.0.0.1"));
            factory.setPort(properties.management().port());
        };
    }

    @Bean
    MeterBinder managementMeters(RemoteManagement remote) {
        return registry -> FunctionCounter.builder(
                        ServiceMeters.MANAGEMENT_DENIED.getName(),
                        remote,
                        management -> management
                                .opened()
                                .map(opened -> opened.door().denied())
                                .orElse(0L))
                .description(ServiceMeters.MANAGEMENT_DENIED.facts().description())
                .register(registry);
    }

    @Bean
    NodeInfo nodeInfo(ObjectProvider<NodeKey> key) {
        return new NodeInfo(name, key);
    }

    @Bean
    WrongArguments wrongArguments() {
        return new WrongArguments();
    }

    @Bean
    ReadyLine readyLine(ManagementSocket socket, RemoteManagement remote, ObjectProvider<ReadyDetails> details) {
        return new ReadyLine(name, socket, remote, details);
    }

    @Bean
    WrongRequests wrongRequests() {
        return new WrongRequests();
    }

    /** Says once, when everything is up, where the service can be reached. */
    record ReadyLine(
            String name, ManagementSocket socket, RemoteManagement remote, ObjectProvider<ReadyDetails> details) {

        @EventListener
        void ready(ApplicationReadyEvent event) {
            var line = new StringJoiner(" ").add("READY").add(name);
            details.orderedStream().forEach(d -> d.details().forEach((key, value) -> line.add(key + "=" + value)));
            if (event.getApplicationContext() instanceof ServletWebServerApplicationContext web
                    && web.getWebServer() != null) {
                line.add("management=127.0.0.1:" + web.getWebServer().getPort());
            }
            remote.opened().ifPresent(opened -> {
                line.add("remote=" + opened.place());
                LOG.atInfo()
                        .addKeyValue("address", opened.place())
                        .addKeyValue("certificate", opened.fingerprint())
                        .log("Remote management is open");
            });
            LOG.info(line.add("socket=" + socket.path()).toString());
        }
    }
}
