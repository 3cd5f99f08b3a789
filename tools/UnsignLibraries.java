import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.jar.Manifest;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * Takes the signatures off the signed libraries in a runnable jar. Nothing verifies them, yet the JVM reads and keeps a digest of every
 * class of such a library (10 MB of heap for Bouncy Castle's 9000), checks each one that it loads, and leaves them all out of its cache
 * of classes.
 *
 * <p>Run by the build: {@code java UnsignLibraries.java JAR}. The result has the same entries in the same order, with the same times.
 */
final class UnsignLibraries {

    private static final String SIGNATURE = "META-INF/[^/]+\\.(SF|RSA|DSA|EC)";

    private UnsignLibraries() {}

    public static void main(String[] arguments) throws IOException {
        Path jar = Path.of(arguments[0]);
        Path rewritten = Path.of(arguments[0] + ".unsigned");
        try (var in = new ZipFile(jar.toFile());
                var out = new ZipOutputStream(Files.newOutputStream(rewritten))) {
            for (var entries = in.entries(); entries.hasMoreElements(); ) {
                ZipEntry entry = entries.nextElement();
                byte[] content = in.getInputStream(entry).readAllBytes();
                boolean library = entry.getName().endsWith(".jar");
                put(out, entry, library && isSigned(content) ? unsigned(content) : content, library);
            }
        }
        Files.move(rewritten, jar, StandardCopyOption.REPLACE_EXISTING);
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
