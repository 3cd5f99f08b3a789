package dev.usbshare.service.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.logging.LogLevel;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.io.ClassPathResource;

/**
 * Settings read and checked as at a start, beside whatever runs: nothing is logged, and nothing keeps them.
 *
 * @param <T> the record that they are bound to
 */
final class SettingsReader<T> {

    private final Class<T> properties;
    private final Class<?> settings;
    private final String defaults;

    /** @param settings the configuration that binds the record */
    SettingsReader(Class<T> properties, Class<?> settings) {
        this(properties, settings, "application");
    }

    /** @param defaults {@link dev.usbshare.service.Program#defaults} */
    SettingsReader(Class<T> properties, Class<?> settings, String defaults) {
        this.properties = properties;
        this.settings = settings;
        this.defaults = defaults + ".yml";
    }

    /** @param values with their constraints held */
    record Read<T>(T values, Map<String, LogLevel> logLevels, ConfigurableEnvironment environment) {

        /** A value as it was written, placeholders and all. */
        Optional<ConfigurationProperty> property(String name) {
            ConfigurationPropertyName key = ConfigurationPropertyName.of(name);
            for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
                ConfigurationProperty property = source.getConfigurationProperty(key);
                if (property != null) {
                    return Optional.of(property);
                }
            }
            return Optional.empty();
        }

        /** All that is below a name, as it was written, by the rest of its name. */
        Map<String, String> below(String name) {
            ConfigurationPropertyName prefix = ConfigurationPropertyName.of(name);
            var found = new LinkedHashMap<String, String>();
            for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
                if (source instanceof IterableConfigurationPropertySource several) {
                    several.filter(prefix::isAncestorOf).stream()
                            .map(several::getConfigurationProperty)
                            .forEach(property -> found.putIfAbsent(
                                    rest(prefix, property.getName()), String.valueOf(property.getValue())));
                }
            }
            return found;
        }

        private static String rest(ConfigurationPropertyName prefix, ConfigurationPropertyName name) {
            var text = new StringBuilder();
            for (int i = prefix.getNumberOfElements(); i < name.getNumberOfElements(); i++) {
                text.append(text.isEmpty() ? "" : ".").append(name.getElement(i, Form.ORIGINAL));
            }
            return text.toString();
        }
    }

    /** @throws RuntimeException of Spring Boot's, or a {@link dev.usbshare.service.StartFailure} */
    Read<T> read(SettingSources sources) {
        ConfigurableEnvironment environment = sources.environment();
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource("commandLineArgs", Map.copyOf(sources.options())));
        addProgramDefaults(environment);
        ConfigurationPropertySources.attach(environment);
        try (var context = new AnnotationConfigApplicationContext()) {
            context.setEnvironment(environment);
            context.register(settings);
            context.refresh();
            return new Read<>(context.getBean(properties), logLevels(environment), environment);
        }
    }

    private static Map<String, LogLevel> logLevels(ConfigurableEnvironment environment) {
        return Binder.get(environment)
                .bind("logging.level", Bindable.mapOf(String.class, LogLevel.class))
                .orElse(Map.of());
    }

    private void addProgramDefaults(ConfigurableEnvironment environment) {
        var file = new ClassPathResource(defaults);
        try {
            new YamlPropertySourceLoader().load(defaults, file).forEach(environment.getPropertySources()::addLast);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
