package dev.usbshare.server.usbhost;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The claims that have not been given back, on disk, so that a start after a crash can do it.
 *
 * <p>The file is replaced as a whole (written aside, synced, renamed, the directory synced), so that at any instant it is
 * either the old or the new one. Thread-safe; its methods write to disk.
 */
final class ClaimJournal {

    private static final String HEADER = "usb-share-claims 1";
    private static final String NAME = "claims";

    /** No machine has more devices claimed than a few buses hold. */
    private static final int MAX_LINES = 1024;

    private static final Logger LOG = LoggerFactory.getLogger(ClaimJournal.class);

    private final Path file;
    private final Path aside;
    private final List<Claim> claims = new ArrayList<>();

    private ClaimJournal(Path directory) {
        this.file = directory.resolve(NAME);
        this.aside = directory.resolve(NAME + ".new");
    }

    /** Opens the journal in a directory, which is made if missing, with what an earlier process left in it. */
    static ClaimJournal open(Path directory) throws IOException {
        Files.createDirectories(directory);
        var journal = new ClaimJournal(directory);
        Files.deleteIfExists(journal.aside);
        if (Files.exists(journal.file)) {
            journal.read();
        }
        return journal;
    }

    synchronized List<Claim> claims() {
        return List.copyOf(claims);
    }

    /** Returns once the claim is on disk: only then may anything be taken. */
    synchronized void add(Claim claim) throws IOException {
        claims.add(claim);
        try {
            write();
        } catch (IOException e) {
            claims.remove(claim);
            throw e;
        }
    }

    /** Forgets a claim that has been given back; a failure to write only costs a needless look at the next start. */
    synchronized void remove(Claim claim) {
        if (claims.remove(claim)) {
            try {
                write();
            } catch (IOException e) {
                LOG.atWarn().addKeyValue("busId", claim.busId()).setCause(e).log("cannot update {}", file);
            }
        }
    }

    private void read() throws IOException {
        List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        if (lines.isEmpty() || !lines.getFirst().equals(HEADER)) {
            LOG.atError().log("{} is not a journal of claims; ignored", file);
            return;
        }
        for (String line : lines.subList(1, Math.min(lines.size(), MAX_LINES))) {
            try {
                claims.add(Claim.parse(line));
            } catch (IllegalArgumentException e) {
                LOG.atError().addKeyValue("error", e.getMessage()).log("a line of {} is not a claim; ignored", file);
            }
        }
    }

    private void write() throws IOException {
        var text = new StringBuilder(HEADER).append('\n');
        claims.forEach(claim -> text.append(claim.format()).append('\n'));
        try (FileChannel channel = FileChannel.open(
                aside, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel directory = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }
}
