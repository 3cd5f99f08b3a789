package dev.usbshare.service;

import dev.usbshare.identity.NodeId;
import dev.usbshare.service.audit.AuditProperties;
import dev.usbshare.service.config.Meaning;
import dev.usbshare.service.store.Migrations;
import dev.usbshare.service.store.StoreConfiguration;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.validation.annotation.Validated;

/** The smallest service that has everything the common parts serve. */
final class SampleProgram implements Program {

    public static void main(String[] arguments) {
        ServiceMain.run(new SampleProgram(), arguments);
    }

    @Override
    public String name() {
        return "sample";
    }

    @Override
    public String introduction() {
        return "sample: a service for tests";
    }

    @Override
    public List<Command> commands() {
        return List.of(
                new Command("greet", "say the greeting", SampleProgram::greet),
                Command.nodeId("sample", Settings.class));
    }

    @Override
    public List<Option> options() {
        return List.of(
                Option.setting("count", "N", "usb-share.count", "how often"),
                Option.settings("word", "WORD", "usb-share.words", "a word"));
    }

    @Override
    public Class<?> properties() {
        return SampleProperties.class;
    }

    @Override
    public Class<?> settings() {
        return Settings.class;
    }

    @Override
    public Class<?> application() {
        return Service.class;
    }

    private static ExitCode greet(CommandLine line, PrintStream out, PrintStream err) {
        try (var settings = ServiceMain.settings(line, Settings.class)) {
            out.println(settings.getBean(SampleProperties.class).words());
        }
        return ExitCode.OK;
    }

    @Validated
    @ConfigurationProperties(prefix = "usb-share", ignoreUnknownFields = false)
    record SampleProperties(
            @Meaning("Who it is.") @Valid @DefaultValue IdentityProperties identity,

            @Meaning("How it is looked after.") @Valid @DefaultValue
            ManagementProperties management,

            @Meaning("Its audit log.") @Valid @DefaultValue AuditProperties audit,

            @Meaning(value = "Where it keeps things.", otherwise = "a place of its own", example = "/tmp/x") @Nullable
            Path stateDir,

            @Meaning(value = "How often.", live = true) @Min(1) @DefaultValue("1")
            int count,

            @Meaning(value = "Words.", otherwise = "none", example = "- hello") @DefaultValue
            List<String> words,

            @Meaning(value = "A friend.", otherwise = "nobody", example = "\"\"") @Nullable
            NodeId peer)
            implements NodeProperties {}

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(SampleProperties.class)
    @Import(SettingsConfiguration.class)
    static class Settings {}

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import({Settings.class, ServiceConfiguration.class, StoreConfiguration.class})
    static class Service {
        @Bean
        Migrations migrations() {
            return new Migrations("sample");
        }

        @Bean
        Secrets secrets() {
            return new Secrets();
        }

        @Bean
        AutoCloseable stubborn(SampleProperties properties) {
            return () -> {
                if (properties.words().contains("stubborn")) {
                    new CountDownLatch(1).await();
                }
            };
        }

        @Bean
        ReadyDetails extra() {
            return () -> new LinkedHashMap<>(Map.of("extra", "1"));
        }
    }

    @Endpoint(id = "secrets")
    static class Secrets {
        @ReadOperation
        Map<String, String> read() {
            return Map.of("answer", "42");
        }
    }
}
