package dev.usbshare.service.audit;

import dev.usbshare.service.audit.AuditTable.Head;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The records once more, as lines of a file of mode 0600; when it is full it becomes {@code NAME.1}, that one {@code NAME.2}, and so on.
 *
 * <p>Confined to one thread, but for {@link #lastLine}. Opened for each batch, so that whoever moves it away gets a new one.
 */
final class AuditFile {

    private static final Pattern ENDS = Pattern.compile("\\{\"seq\":(\\d{1,18}),.*,\"hash\":\"([0-9a-f]{64})\"}");

    /** More than the longest line has. */
    private static final int TAIL_BYTES = 256 * 1024;

    private final Path path;
    private final long maxBytes;
    private final int files;

    AuditFile(Path path, AuditProperties properties) {
        this.path = path;
        this.maxBytes = properties.fileSize().toBytes();
        this.files = properties.files();
    }

    Path path() {
        return path;
    }

    long bytes() {
        try {
            return Files.size(path);
        } catch (IOException e) {
            return 0;
        }
    }

    /**
     * The record on the last whole line; empty if there is none, neither here nor in the file before.
     *
     * @throws IOException if it cannot be read, or is no record
     */
    Optional<Head> lastLine() throws IOException {
        Optional<Head> here = lastLine(path);
        return here.isPresent() ? here : lastLine(rotated(1));
    }

    private static Optional<Head> lastLine(Path file) throws IOException {
        String tail;
        try (var in = new RandomAccessFile(file.toFile(), "r")) {
            long from = Math.max(0, in.length() - TAIL_BYTES);
            var bytes = new byte[(int) (in.length() - from)];
            in.seek(from);
            in.readFully(bytes);
            tail = new String(bytes, StandardCharsets.US_ASCII);
        } catch (java.io.FileNotFoundException e) {
            if (Files.exists(file)) {
                throw e;
            }
            return Optional.empty();
        }
        int end = tail.lastIndexOf('\n');
        if (end < 0) {
            return Optional.empty();
        }
        String line = tail.substring(tail.lastIndexOf('\n', end - 1) + 1, end);
        Matcher ends = ENDS.matcher(line);
        if (!ends.matches()) {
            throw new IOException("the last line of " + file + " is no audit record");
        }
        return Optional.of(new Head(Long.parseLong(ends.group(1)), ends.group(2)));
    }

    /** Removes what a crash left of a line. */
    void dropPartialLine() throws IOException {
        try (var file = new RandomAccessFile(path.toFile(), "rw")) {
            long length = file.length();
            while (length > 0) {
                file.seek(length - 1);
                if (file.read() == '\n') {
                    break;
                }
                length--;
            }
            file.setLength(length);
        } catch (java.io.FileNotFoundException e) {
            if (Files.exists(path)) {
                throw e;
            }
        }
    }

    /** All of them, or none. */
    void append(List<AuditRecord> added) throws IOException {
        var lines = new StringBuilder();
        added.forEach(one -> lines.append(one.line()).append('\n'));
        byte[] bytes = lines.toString().getBytes(StandardCharsets.US_ASCII);
        long size = bytes();
        if (size > 0 && size + bytes.length > maxBytes) {
            rotate();
        }
        Files.createDirectories(
                path.toAbsolutePath().getParent(),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try (var file = FileChannel.open(
                path,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            long end = file.size();
            try {
                var buffer = ByteBuffer.wrap(bytes);
                while (buffer.hasRemaining()) {
                    file.write(buffer, end + buffer.position());
                }
            } catch (IOException e) {
                file.truncate(end);
                throw e;
            }
        }
    }

    private void rotate() throws IOException {
        for (int i = files - 1; i >= 1; i--) {
            try {
                Files.move(i == 1 ? path : rotated(i - 1), rotated(i), StandardCopyOption.REPLACE_EXISTING);
            } catch (NoSuchFileException e) {
                // Fewer files than there may be.
            }
        }
    }

    private Path rotated(int number) {
        return path.resolveSibling(path.getFileName() + "." + number);
    }
}
