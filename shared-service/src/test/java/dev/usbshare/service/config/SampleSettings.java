package dev.usbshare.service.config;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/** Settings of every kind. */
@Validated
@ConfigurationProperties(prefix = "usb-share", ignoreUnknownFields = false)
record SampleSettings(
        @Meaning(value = "What people call it.", otherwise = "the host's name", example = "workshop") @Nullable
        String name,

        @Meaning(value = "Where things are.", otherwise = "a place", example = "/tmp/x") @Nullable
        Path stateDir,

        @Meaning("Whether it does anything.") @DefaultValue("true")
        boolean enabled,

        @Meaning("What kind it is.") @DefaultValue("in-between")
        Kind kind,

        @Meaning(value = "How long it waits.", live = true) @DefaultValue("90s")
        Duration patience,

        @Meaning("Where it listens.") @Valid @DefaultValue Listen listen,

        @Meaning(value = "Words.", otherwise = "none", example = "- hello") @DefaultValue
        List<String> words,

        @Meaning(value = "Friends.", otherwise = "nobody", example = "- id: a\n  age: 3") @DefaultValue
        List<@Valid Friend> friends,

        @Meaning(value = "For the command line.", hidden = true) @DefaultValue
        List<String> extra) {

    enum Kind {
        LEFT,
        IN_BETWEEN
    }

    record Listen(
            @Meaning(value = "The port.", unit = "port") @Min(0) @Max(65_535) @DefaultValue("7490")
            int port,

            @Meaning("The most.") @MinSize(value = "1KB", orNone = true) @DefaultValue("0")
            DataSize limit) {}

    record Friend(
            @Meaning("Who.") @NotNull(message = "is missing")
            String id,

            @Meaning("How old.") @DefaultValue("1") int age) {}

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(SampleSettings.class)
    static class Bound {}
}
