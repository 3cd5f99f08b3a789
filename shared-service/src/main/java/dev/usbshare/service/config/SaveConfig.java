package dev.usbshare.service.config;

import dev.usbshare.service.Command;
import dev.usbshare.service.CommandLine;
import dev.usbshare.service.ExitCode;
import dev.usbshare.service.Program;
import dev.usbshare.service.StartFailure;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;

/** {@code --save-config}: the settings in force, and all others with their defaults, written to a file that a service starts with. */
public final class SaveConfig {

    /** The option that lets it replace a file. */
    public static final String FORCE = "force";

    private static final String STANDARD_OUTPUT = "-";

    private SaveConfig() {}

    public static Command command(Program program) {
        return new Command(
                "save-config",
                "FILE",
                "write every setting, explained, with its present value (- for standard output)",
                (line, out, err) -> save(program, line, out, err));
    }

    private static ExitCode save(Program program, CommandLine line, PrintStream out, PrintStream err) {
        // No service has set up what is logged.
        LoggingSystem.get(SaveConfig.class.getClassLoader())
                .setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.ERROR);
        SavedConfig config = read(program, program.properties(), line);
        String text = config.text(program.name());
        String target = line.value("save-config").orElseThrow();
        if (target.equals(STANDARD_OUTPUT)) {
            out.print(text);
            return ExitCode.OK;
        }
        Path file = Path.of(target);
        write(file, text, config.hasSecrets(), line.has(FORCE));
        err.println(program.name() + ": settings written to " + file
                + (config.hasSecrets() ? ", for this user alone: there is a password in it" : ""));
        return ExitCode.OK;
    }

    private static <T> SavedConfig read(Program program, Class<T> properties, CommandLine line) {
        var reader = new SettingsReader<>(properties, program.settings(), program.defaults());
        SettingTree tree = SettingTree.of(properties);
        var present = reader.read(line.sources());
        var defaults = reader.read(new SettingSources(tree, Map.of(), Map.of(), null));
        return new SavedConfig(tree, defaults.values(), root -> switch (root) {
            case SettingTree.PREFIX -> present.values();
            case "logging" -> Map.of("level", levels(present, line));
            default -> foreign(present, root);
        });
    }

    private static Map<String, Object> levels(SettingsReader.Read<?> present, CommandLine line) {
        Map<String, Object> levels = raw(present.below("logging.level"));
        line.value("log-level").ifPresent(level -> levels.put("dev.usbshare", new SavedConfig.Raw(level)));
        return levels;
    }

    private static Map<String, Object> foreign(SettingsReader.Read<?> present, String root) {
        var values = new LinkedHashMap<String, Object>();
        for (String name : new String[] {"url", "username", "password"}) {
            present.property(root + "." + name)
                    .ifPresent(property -> values.put(name, new SavedConfig.Raw(String.valueOf(property.getValue()))));
        }
        Map<String, Object> pool = raw(present.below(root + ".hikari"));
        if (!pool.isEmpty()) {
            values.put("hikari", pool);
        }
        return values;
    }

    private static Map<String, Object> raw(Map<String, String> texts) {
        var values = new LinkedHashMap<String, Object>();
        texts.forEach((key, text) -> values.put(key, new SavedConfig.Raw(text)));
        return values;
    }

    private static void write(Path file, String text, boolean secret, boolean force) {
        @Nullable Path temporary = null;
        try {
            Path directory = file.toAbsolutePath().getParent();
            temporary = Files.createTempFile(
                    directory,
                    "." + file.getFileName(),
                    ".tmp",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(temporary, text);
            if (!secret) {
                Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rw-r--r--"));
            }
            if (force) {
                Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            } else {
                // Unlike a move, it never replaces what somebody else makes at this moment.
                Files.createLink(file, temporary);
            }
        } catch (FileAlreadyExistsException e) {
            throw new StartFailure(
                    ExitCode.USAGE, file + " exists: name another file, or add --" + FORCE + " to replace it", e);
        } catch (IOException | UnsupportedOperationException e) {
            throw new StartFailure(ExitCode.IO_ERROR, "the settings cannot be written to " + file + " (" + e + ")", e);
        } finally {
            delete(temporary);
        }
    }

    private static void delete(@Nullable Path temporary) {
        try {
            if (temporary != null) {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            // It is hidden, and holds nothing that the user may not see.
        }
    }
}
