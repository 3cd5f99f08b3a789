package dev.usbshare.service.config;

import dev.usbshare.service.ExitCode;
import dev.usbshare.service.StartFailure;
import dev.usbshare.text.PlainText;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.boot.env.PropertiesPropertySourceLoader;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.FileSystemResource;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.reader.ReaderException;

/**
 * A person's file of settings, YAML or properties, read whole: each value knows its line.
 *
 * @param documents the last one first, as it overrides the others
 */
record ConfigFile(Path path, List<MapPropertySource> documents) {

    private static final int MAX_MESSAGE_CHARS = 300;

    /** A thousand servers or peers fit in; a file of something else does not. */
    private static final long MAX_BYTES = 1 << 20;

    ConfigFile {
        documents = List.copyOf(documents);
    }

    /**
     * @param known of which an empty group or list counts as not given
     * @throws StartFailure naming the file, and the line where it can
     */
    static ConfigFile read(Path path, SettingTree known) {
        if (!Files.isRegularFile(path)) {
            throw new StartFailure(ExitCode.CONFIGURATION, "--config: there is no file " + path);
        }
        if (!Files.isReadable(path)) {
            throw new StartFailure(
                    ExitCode.NO_PERMISSION,
                    "--config: " + path + " cannot be read by " + System.getProperty("user.name"));
        }
        try {
            if (Files.size(path) > MAX_BYTES) {
                throw new StartFailure(
                        ExitCode.CONFIGURATION,
                        "--config: " + path + " has " + Files.size(path) + " bytes; a file of settings has at most "
                                + MAX_BYTES);
            }
            var resource = new FileSystemResource(path);
            var loader = path.toString().endsWith(".properties")
                    ? new PropertiesPropertySourceLoader()
                    : new YamlPropertySourceLoader();
            List<PropertySource<?>> documents = loader.load(path.toString(), resource);
            return new ConfigFile(
                    path,
                    documents.reversed().stream()
                            .map(document -> withoutEmptyGroups(document, known))
                            .toList());
        } catch (MarkedYAMLException e) {
            var mark = e.getProblemMark() != null ? e.getProblemMark() : e.getContextMark();
            throw broken(path, mark == null ? "" : ", line " + (mark.getLine() + 1), String.valueOf(e.getProblem()), e);
        } catch (ReaderException e) {
            throw broken(path, "", "it holds a character that no text file has, at position " + e.getPosition(), e);
        } catch (CharacterCodingException e) {
            throw broken(path, "", "it is not UTF-8", e);
        } catch (YAMLException | IOException | IllegalArgumentException | IllegalStateException e) {
            throw broken(path, "", String.valueOf(e.getMessage()), e);
        }
    }

    private static StartFailure broken(Path path, String place, String problem, Exception cause) {
        return new StartFailure(
                ExitCode.CONFIGURATION,
                "the configuration file " + path + place + " is not valid "
                        + (path.toString().endsWith(".properties") ? "properties" : "YAML") + ": "
                        + PlainText.printable(problem.strip().replaceAll("\\s*\\R\\s*", "; "), MAX_MESSAGE_CHARS),
                cause);
    }

    /** {@code listen:} with nothing but comments below is what a person leaves who puts a value back to its default. */
    private static MapPropertySource withoutEmptyGroups(PropertySource<?> document, SettingTree known) {
        var kept = new LinkedHashMap<String, Object>();
        ((Map<?, ?>) document.getSource()).forEach((key, value) -> {
            String name = String.valueOf(key);
            if (!String.valueOf(value).isEmpty() || !known.isContainer(ConfigurationPropertyName.adapt(name, '.'))) {
                kept.put(name, value);
            }
        });
        return new OriginTrackedMapPropertySource(document.getName(), kept, true);
    }
}
