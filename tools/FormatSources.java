import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.ImportOrderer;
import com.palantir.javaformat.java.JavaFormatterOptions;
import com.palantir.javaformat.java.JavaFormatterOptions.Style;
import com.palantir.javaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Formats every Java source of the repository, or checks that it is formatted.
 *
 * <p>Run by Maven in the JVM of the Java 25 toolchain: the formatter parses with the javac it runs in, so a Maven
 * plugin running inside an older JVM cannot read our syntax. Files found in order are remembered in
 * {@code target/formatted.index} by size and time, so that an unchanged tree costs almost nothing.
 */
final class FormatSources {
    private static final Path INDEX = Path.of("target", "formatted.index");

    public static void main(String[] args) throws Exception {
        String mode = args[0];
        String formatterVersion = args[1];
        if (!Set.of("check", "apply", "skip").contains(mode)) {
            System.err.println("format.mode is check, apply or skip, not '" + mode + "'");
            System.exit(2);
        }
        if (mode.equals("skip")) {
            return;
        }
        var known = Set.copyOf(Files.exists(INDEX) ? Files.readAllLines(INDEX) : List.<String>of());
        var clean = new TreeMap<String, String>();
        var faults = new ArrayList<String>();
        var formatter = Formatter.createFormatter(
                JavaFormatterOptions.builder().style(Style.PALANTIR).build());
        for (Path file : sources()) {
            String mark = mark(file, formatterVersion);
            if (known.contains(mark)) {
                clean.put(file.toString(), mark);
                continue;
            }
            String before = Files.readString(file);
            String after;
            try {
                after = formatter.formatSource(
                        ImportOrderer.reorderImports(RemoveUnusedImports.removeUnusedImports(before), Style.PALANTIR));
            } catch (Exception e) {
                faults.add(file + ": " + e.getMessage());
                continue;
            }
            if (!after.equals(before)) {
                if (mode.equals("check")) {
                    faults.add(file.toString());
                    continue;
                }
                Files.writeString(file, after);
                System.out.println("formatted " + file);
            }
            clean.put(file.toString(), mark(file, formatterVersion));
        }
        Files.createDirectories(INDEX.getParent());
        Files.write(INDEX, clean.values());
        if (!faults.isEmpty()) {
            System.err.println("Not formatted (tools/format puts it right):");
            faults.forEach(fault -> System.err.println("  " + fault));
            System.exit(1);
        }
    }

    private static String mark(Path file, String formatterVersion) throws IOException {
        return formatterVersion
                + ' '
                + Files.size(file)
                + ' '
                + Files.getLastModifiedTime(file).toMillis()
                + ' '
                + file;
    }

    private static List<Path> sources() throws IOException {
        var found = new ArrayList<Path>();
        try (Stream<Path> top = Files.list(Path.of(""))) {
            for (Path module : top.filter(Files::isDirectory).sorted().toList()) {
                Path root = module.endsWith("tools") ? module : module.resolve("src");
                if (!Files.isDirectory(root)) {
                    continue;
                }
                try (Stream<Path> files = Files.walk(root)) {
                    files.filter(file -> file.toString().endsWith(".java"))
                            .sorted()
                            .forEach(found::add);
                } catch (UncheckedIOException e) {
                    throw e.getCause();
                }
            }
        }
        return found;
    }
}
