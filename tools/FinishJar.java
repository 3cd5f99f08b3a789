import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * The last step of a runnable jar: lets its program start sooner.
 *
 * <p>Adds the classes in which Spring wrote down the service's beans, so that a start need not search for them. They are in the runnable
 * jar only: tests and other modules meet the beans as they are declared.
 *
 * <p>Takes the signatures off the signed libraries inside. Nothing verifies them, yet the JVM reads and keeps a digest of every class of
 * such a library (10 MB of heap for Bouncy Castle's 9000), checks each one that it loads, and leaves them all out of its cache of classes.
 *
 * <p>Run by the build: {@code java FinishJar.java JAR CLASSES}. The same input gives the same bytes.
 */
final class FinishJar {

    private static final String CLASSES = "BOOT-INF/classes/";

    private static final String SIGNATURE = "META-INF/[^/]+\\.(SF|RSA|DSA|EC)";

    private FinishJar() {}

    public static void main(String[] arguments) throws IOException {
        Path jar = Path.of(arguments[0]);
        Path classes = Path.of(arguments[1]);
        Path rewritten = Path.of(arguments[0] + ".finished");
        try (var in = new ZipFile(jar.toFile());
                var out = new ZipOutputStream(Files.newOutputStream(rewritten))) {
            for (var entries = in.entries(); entries.hasMoreElements(); ) {
                ZipEntry entry = entries.nextElement();
                byte[] content = in.getInputStream(entry).readAllBytes();
                boolean library = entry.getName().endsWith(".jar");
                put(out, entry, library && isSigned(content) ? unsigned(content) : content, library);
                if (entry.getName().equals(CLASSES)) {
                    addClasses(out, entry, classes);
                }
            }
        }
        Files.move(rewritten, jar, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void addClasses(ZipOutputStream out, ZipEntry place, Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        }
        for (Path file : files) {
            var entry =
                    new ZipEntry(CLASSES + folder.relativize(file).toString().replace('\\', '/'));
            entry.setTimeLocal(place.getTimeLocal());
            put(out, entry, Files.readAllBytes(file), false);
        }
    }

    private static boolean isSigned(byte[] library) throws IOException {
        try (var in = new ZipInputStream(new ByteArrayInputStream(library))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                if (entry.getName().matches(SIGNATURE)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static byte[] unsigned(byte[] library) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var in = new ZipInputStream(new ByteArrayInputStream(library));
                var out = new ZipOutputStream(bytes)) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                if (!entry.getName().matches(SIGNATURE)) {
                    byte[] content = in.readAllBytes();
                    put(
                            out,
                            entry,
                            entry.getName().equals("META-INF/MANIFEST.MF") ? mainSection(content) : content,
                            false);
                }
            }
        }
        return bytes.toByteArray();
    }

    /** The sections after the first are the digests. */
    private static byte[] mainSection(byte[] manifest) throws IOException {
        var whole = new Manifest(new ByteArrayInputStream(manifest));
        whole.getEntries().clear();
        var bytes = new ByteArrayOutputStream();
        whole.write(bytes);
        return bytes.toByteArray();
    }

    /** @param stored not compressed, which Spring Boot's loader asks of the libraries inside */
    private static void put(ZipOutputStream out, ZipEntry like, byte[] content, boolean stored) throws IOException {
        var entry = new ZipEntry(like.getName());
        entry.setTimeLocal(like.getTimeLocal());
        entry.setComment(like.getComment());
        if (stored) {
            var crc = new CRC32();
            crc.update(content);
            entry.setMethod(ZipEntry.STORED);
            entry.setSize(content.length);
            entry.setCrc(crc.getValue());
        }
        out.putNextEntry(entry);
        out.write(content);
        out.closeEntry();
    }
}
