package dev.usbshare.service.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.service.audit.AuditEvent;
import dev.usbshare.service.config.ConfigReload.Outcome;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;

/** What a reload changes, what it names, and what it leaves alone. */
class ConfigReloadTest {

    private static final SettingTree TREE = SettingTree.of(SampleSettings.class);
    private static final String LOGGER = "dev.usbshare.reload.test";

    @TempDir
    Path directory;

    private final List<Object> applied = new ArrayList<>();
    private final List<AuditEvent> audit = new ArrayList<>();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final LoggingSystem logging = LoggingSystem.get(getClass().getClassLoader());

    @AfterEach
    void resetLevels() {
        logging.setLogLevel(LOGGER, null);
    }

    private Path write(String text) throws IOException {
        return Files.writeString(directory.resolve("my.yml"), text);
    }

    private ConfigReload start(@Nullable Path file, Map<String, String> options, boolean logLevelGiven) {
        var source = new ConfigSource(
                TREE,
                new SettingsReader<>(SampleSettings.class, SampleSettings.Bound.class),
                new SettingSources(TREE, options, Map.of(), file),
                logLevelGiven);
        return new ConfigReload(
                source,
                List.of(new LiveSettings<>(SampleSettings.class, applied::add)),
                event -> {
                    audit.add(event);
                    return new CompletableFuture<>();
                },
                logging,
                registry);
    }

    private ConfigReload start(String text) throws IOException {
        return start(write(text), Map.of(), false);
    }

    private @Nullable LogLevel level() {
        var configuration = logging.getLoggerConfiguration(LOGGER);
        return configuration == null ? null : configuration.getConfiguredLevel();
    }

    private double reloads(String outcome) {
        return registry.get("usbshare.config.reloads")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    @Test
    void whatIsLive_isApplied_andTheRestNamed() throws Exception {
        ConfigReload reload = start("usb-share: {patience: 1s, name: a}\n");
        write("usb-share: {patience: 2s, name: b, listen: {port: 9}}\n");

        assertThat(reload.reload())
                .isEqualTo(new Outcome.Done(
                        List.of("usb-share.patience"), List.of("usb-share.listen.port", "usb-share.name")));
        assertThat(applied).hasSize(1);
        assertThat(((SampleSettings) applied.getFirst()).patience()).hasSeconds(2);
        assertThat(audit)
                .containsExactly(
                        new ConfigReload.ConfigReloaded("usb-share.patience", "usb-share.listen.port, usb-share.name"));
        assertThat(reloads("done")).isEqualTo(1);

        assertThat(reload.reload())
                .as("what waits for a restart is named until then, what is done is done")
                .isEqualTo(new Outcome.Done(List.of(), List.of("usb-share.listen.port", "usb-share.name")));
        assertThat(applied).hasSize(1);

        write("usb-share: {patience: 2s, name: a}\n");
        assertThat(reload.reload()).isEqualTo(new Outcome.Done(List.of(), List.of()));
    }

    @Test
    void settingTakenOut_isItsDefaultAgain() throws Exception {
        ConfigReload reload = start("usb-share: {patience: 1s}\n");
        write("");

        assertThat(reload.reload()).isEqualTo(new Outcome.Done(List.of("usb-share.patience"), List.of()));
        assertThat(((SampleSettings) applied.getFirst()).patience()).hasSeconds(90);
    }

    @Test
    void logLevels_comeAndGo() throws Exception {
        ConfigReload reload = start("");

        write("logging.level." + LOGGER + ": debug\n");
        assertThat(reload.reload()).isEqualTo(new Outcome.Done(List.of("logging.level." + LOGGER), List.of()));
        assertThat(level()).isEqualTo(LogLevel.DEBUG);

        write("logging.level." + LOGGER + ": off\n");
        reload.reload();
        assertThat(level()).isEqualTo(LogLevel.OFF);

        write("");
        reload.reload();
        assertThat(level()).isNull();
    }

    @Test
    void logLevelOfTheCommandLine_stays() throws Exception {
        ConfigReload reload = start(write(""), Map.of(), true);
        write("logging.level.dev.usbshare: trace\n");

        assertThat(reload.reload()).isEqualTo(new Outcome.Done(List.of(), List.of()));
    }

    @Test
    void optionOfTheCommandLine_staysToo() throws Exception {
        ConfigReload reload = start(write(""), Map.of("usb-share.patience", "5s"), false);
        write("usb-share.patience: 6s\n");

        assertThat(reload.reload()).isEqualTo(new Outcome.Done(List.of(), List.of()));
    }

    @Test
    void wrongFile_changesNothing_andSaysWhere() throws Exception {
        ConfigReload reload = start("usb-share: {patience: 1s}\n");

        write("usb-share:\n  patience: 2s\n  nmae: x\nlogging.level." + LOGGER + ": debug\n");
        assertRefused(reload, "my.yml, line 3", "did you mean usb-share.name?");
        write("usb-share:\n  patience: 2s\n  listen: {port: many}\n");
        assertRefused(reload, "my.yml, line 3", "usb-share.listen.port = 'many'");
        write("usb-share: [\n");
        assertRefused(reload, "my.yml, line 2", "not valid YAML");
        write("usb-share:\n  patience: 2s\nlogging.level.x: loud\n");
        assertRefused(reload, "my.yml, line 3", "logging.level.x");
        Files.delete(directory.resolve("my.yml"));
        assertRefused(reload, "there is no file");

        assertThat(level()).isNull();
        assertThat(applied).isEmpty();
        assertThat(audit).isEmpty();
        assertThat(reloads("refused")).isEqualTo(5);
        write("usb-share: {patience: 1s}\n");
        assertThat(reload.reload()).isEqualTo(new Outcome.Done(List.of(), List.of()));
    }

    private static void assertRefused(ConfigReload reload, String... parts) {
        assertThat(reload.reload())
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.error()).contains(parts).doesNotContain("\n"));
    }

    @Test
    void withoutAFile_thereIsNothingToReload() {
        assertThat(start(null, Map.of(), false).reload()).isEqualTo(new Outcome.Nothing());
    }

    @Test
    void settings_areShown_withoutSecrets() {
        ConfigReload reload = start(
                null,
                Map.of(
                        "spring.datasource.password", "hunter2",
                        "spring.datasource.url", "jdbc:postgresql://x/y?password=hunter2",
                        "usb-share.words[0]", "a"),
                false);

        assertThat(reload.settings())
                .contains(
                        new ConfigReload.Row("usb-share.patience", "90s", true),
                        new ConfigReload.Row("usb-share.listen.port", "7490", false),
                        new ConfigReload.Row("spring.datasource.password", "(not shown)", false))
                .noneMatch(row -> row.value().contains("hunter2"));
    }
}
