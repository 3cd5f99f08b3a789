package dev.usbshare.service.store;

import dev.usbshare.service.ExitCode;
import dev.usbshare.service.StartFailure;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A JDBC URL, read as far as a start needs it.
 *
 * @param given as the settings have it; may hold a password
 * @param file an H2 database's file, without its suffix; null where the database is no file of ours
 * @param options what follows the file in an H2 URL, {@code ;A=1;B=2}
 */
record DatabaseUrl(String given, @Nullable Path file, String options) {

    /** What H2 adds to the name of a database. */
    static final String SUFFIX = ".mv.db";

    private static final String H2 = "jdbc:h2:";

    /** Schemes of H2 that are not our files: memory, a server, another file system. */
    private static final Pattern SCHEME = Pattern.compile("[a-zA-Z]{2,}:.*");

    /**
     * WRITE_DELAY: a commit is written before it is acknowledged. RETENTION_TIME: what a write replaced need not be kept for the time that
     * caches take, as {@link DurableFiles} has none; else the file grows by each commit. CACHE_SIZE, in KiB: a Raspberry Pi has little. DB_CLOSE_ON_EXIT:
     * the beans close it, in their order. TRACE_LEVEL_FILE: no trace file beside the database.
     */
    private static final List<String> DEFAULTS = List.of(
            "WRITE_DELAY=0", "RETENTION_TIME=0", "CACHE_SIZE=4096", "DB_CLOSE_ON_EXIT=FALSE", "TRACE_LEVEL_FILE=0");

    /** @throws StartFailure if it is no URL of H2 or PostgreSQL */
    static DatabaseUrl parse(String url) {
        if (url.startsWith("jdbc:postgresql:")) {
            return new DatabaseUrl(url, null, "");
        }
        if (!url.startsWith(H2)) {
            throw wrong(url, "use jdbc:h2:file:/path/to/database or jdbc:postgresql://host/database");
        }
        String rest = url.substring(H2.length());
        int semicolon = rest.indexOf(';');
        String name = semicolon < 0 ? rest : rest.substring(0, semicolon);
        String options = semicolon < 0 ? "" : rest.substring(semicolon);
        if (name.startsWith("file:")) {
            name = name.substring("file:".length());
        } else if (SCHEME.matcher(name).matches()) {
            return new DatabaseUrl(url, null, options);
        }
        if (name.isBlank()) {
            throw wrong(url, "it names no file");
        }
        try {
            Path file =
                    name.startsWith("~/") ? Path.of(System.getProperty("user.home"), name.substring(2)) : Path.of(name);
            return new DatabaseUrl(url, file.toAbsolutePath(), options);
        } catch (InvalidPathException e) {
            throw wrong(url, "that is no path");
        }
    }

    private static StartFailure wrong(String url, String what) {
        return new StartFailure(
                ExitCode.CONFIGURATION, "setting spring.datasource.url = '" + withoutSecrets(url) + "': " + what);
    }

    boolean isH2() {
        return given.startsWith(H2);
    }

    /** The file on disk. */
    Optional<Path> databaseFile() {
        return Optional.ofNullable(file).map(f -> f.resolveSibling(f.getFileName() + SUFFIX));
    }

    /** The URL to connect with. */
    String effective() {
        if (file == null) {
            return given;
        }
        var url = new StringBuilder(H2 + DurableFiles.SCHEME + ":" + file).append(options);
        String upper = options.toUpperCase(Locale.ROOT);
        DEFAULTS.stream()
                .filter(option -> !upper.contains(";" + option.substring(0, option.indexOf('=') + 1)))
                .forEach(option -> url.append(';').append(option));
        return url.toString();
    }

    /** The same, at another file. */
    DatabaseUrl on(Path otherDatabaseFile) {
        String name = otherDatabaseFile.getFileName().toString();
        Path other = otherDatabaseFile.resolveSibling(name.substring(0, name.length() - SUFFIX.length()));
        return new DatabaseUrl(H2 + "file:" + other + options, other, options);
    }

    /** For messages: the file, or the URL without its secrets. */
    @Override
    public String toString() {
        return databaseFile().map(Path::toString).orElseGet(() -> withoutSecrets(given));
    }

    private static String withoutSecrets(String url) {
        return url.replaceAll("(?i)(password|pwd|passphrase|key)=[^&;]*", "$1=…")
                .replaceAll("//[^/@?]*@", "//…@");
    }
}
