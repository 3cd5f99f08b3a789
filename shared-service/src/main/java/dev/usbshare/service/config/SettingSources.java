package dev.usbshare.service.config;

import dev.usbshare.service.CommandLine;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Where a program's settings come from: the command line, system properties, environment variables, the file that {@code --config}
 * names. The current directory is not searched: a service must not obey files that happen to lie there.
 */
public final class SettingSources {

    /**
     * Spring Boot's own variables do not count, but for those that stand for settings of ours: what Kubernetes adds for a service
     * called management-server would open another port.
     */
    private static final Pattern NOT_OURS =
            Pattern.compile("(SPRING|SERVER|MANAGEMENT|LOGGING)_.*|DEBUG|TRACE", Pattern.CASE_INSENSITIVE);

    private static final Pattern OURS_ALL_THE_SAME =
            Pattern.compile("(SPRING_DATASOURCE|LOGGING_LEVEL)_.+", Pattern.CASE_INSENSITIVE);

    private final SettingTree known;
    private final Map<String, String> options;
    private final Map<String, String> variables;
    private final @Nullable Path file;

    SettingSources(SettingTree known, Map<String, String> options, Map<String, String> variables, @Nullable Path file) {
        this.known = known;
        this.options = Map.copyOf(options);
        this.variables = Map.copyOf(variables);
        this.file = file;
    }

    /** @param properties the record that the program's settings are bound to */
    public static SettingSources of(Class<?> properties, CommandLine line) {
        return new SettingSources(
                SettingTree.of(properties),
                line.settings(),
                System.getenv(),
                line.value("config").map(Path::of).orElse(null));
    }

    SettingTree known() {
        return known;
    }

    Optional<Path> file() {
        return Optional.ofNullable(file);
    }

    Map<String, String> options() {
        return options;
    }

    /**
     * The file read, and all of it found to be known. What the command line sets is Spring Boot's to add.
     *
     * @throws dev.usbshare.service.StartFailure naming what is wrong, and where
     */
    public ConfigurableEnvironment environment() {
        var check = new SettingsCheck(known).commandLine(options.keySet());
        var values = new HashSet<Object>(options.values());
        var environment = new StandardEnvironment();
        var sources = environment.getPropertySources();
        sources.replace(
                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                new SystemEnvironmentPropertySource(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, ourVariables()));
        if (file != null) {
            ConfigFile read = ConfigFile.read(file, known);
            check.file(read);
            read.documents().forEach(document -> {
                sources.addLast(document);
                values.addAll(document.getSource().values());
            });
            check.references(read, environment);
        }
        check.environment(variables, SettingsCheck.references(values)).refuse();
        return environment;
    }

    private Map<String, Object> ourVariables() {
        var ours = new LinkedHashMap<String, Object>();
        variables.forEach((name, value) -> {
            if (!NOT_OURS.matcher(name).matches()
                    || OURS_ALL_THE_SAME.matcher(name).matches()) {
                ours.put(name, value);
            }
        });
        return ours;
    }
}
