package dev.usbshare.service.config;

import dev.usbshare.service.CommandLine;
import dev.usbshare.service.Program;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.logging.LogLevel;

/** What a service was started with, to be read again. */
public final class ConfigSource {

    /** The logger that {@code --log-level} is about. */
    static final String OURS = "dev.usbshare";

    /**
     * What can be set, by key, as it is now.
     *
     * @param texts for comparing, secrets included
     */
    record Snapshot(Object values, Map<String, LogLevel> logLevels, Map<String, String> texts) {}

    private final SettingTree tree;
    private final SettingsReader<?> reader;
    private final SettingSources sources;
    private final boolean logLevelGiven;

    ConfigSource(SettingTree tree, SettingsReader<?> reader, SettingSources sources, boolean logLevelGiven) {
        this.tree = tree;
        this.reader = reader;
        this.sources = sources;
        this.logLevelGiven = logLevelGiven;
    }

    public static ConfigSource of(Program program, CommandLine line) {
        return new ConfigSource(
                SettingTree.of(program.properties()),
                new SettingsReader<>(program.properties(), program.settings(), program.defaults()),
                line.sources(),
                line.value("log-level").isPresent());
    }

    Optional<Path> file() {
        return sources.file();
    }

    SettingTree tree() {
        return tree;
    }

    /** @throws RuntimeException for {@link dev.usbshare.service.StartFailures#explain} */
    Snapshot read() {
        return snapshot(reader.read(sources));
    }

    private Snapshot snapshot(SettingsReader.Read<?> read) {
        var levels = new LinkedHashMap<>(read.logLevels());
        if (logLevelGiven) {
            levels.remove(OURS);
        }
        var texts = new LinkedHashMap<String, String>();
        for (Setting.Group root : tree.roots()) {
            switch (root.name()) {
                case SettingTree.PREFIX -> add(root, root.name(), read.values(), texts);
                case "logging" -> levels.forEach((name, level) -> texts.put("logging.level." + name, level.name()));
                default -> read.below(root.name()).forEach((key, text) -> texts.put(root.name() + "." + key, text));
            }
        }
        return new Snapshot(read.values(), Map.copyOf(levels), texts);
    }

    private static void add(Setting.Group group, String at, @Nullable Object values, Map<String, String> texts) {
        for (Setting member : group.members()) {
            Object value = SavedConfig.value(values, member);
            String key = at + "." + member.name();
            if (member instanceof Setting.Group below) {
                add(below, key, value, texts);
            } else if (value != null) {
                texts.put(key, YamlText.plain(value));
            }
        }
    }

    /** What is said of a key. */
    Meaning meaningOf(String key) {
        return tree.meaningOf(key);
    }
}
