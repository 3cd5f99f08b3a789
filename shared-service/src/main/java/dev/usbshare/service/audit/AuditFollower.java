package dev.usbshare.service.audit;

import dev.usbshare.service.audit.AuditTable.Head;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the file like the table: each record once, in order. What the file missed, because it could not be written or the service was
 * killed between the two, it gets from the table later. A failure here loses nothing and fails nobody.
 *
 * <p>Confined to the log's writer, but for {@link #trouble}.
 */
final class AuditFollower {

    private static final Logger LOG = LoggerFactory.getLogger(AuditFollower.class);
    private static final int PAGE = 500;

    private final AuditTable table;
    private final AuditFile file;

    /** The last record that the file has, or need not have. */
    private long last;

    private volatile @Nullable String trouble;

    AuditFollower(AuditTable table, AuditFile file) {
        this.table = table;
        this.file = file;
    }

    /**
     * Compares the file's end with the table and continues from there. Without a file, one is begun with the table's last record, so that
     * from then on the chain's end is in two places.
     *
     * @return what contradicts the table, to be kept; empty if nothing does
     */
    Optional<String> begin() {
        long head = table.head().seq();
        last = Math.max(0, head - 1);
        Optional<String> finding = Optional.empty();
        try {
            file.dropPartialLine();
            Optional<Head> line = file.lastLine();
            if (line.isPresent()) {
                finding = AuditVerifier.contradiction(table, line.get());
                last = finding.isPresent() ? head : line.get().seq();
            }
        } catch (IOException e) {
            failed(e);
        }
        follow(List.of());
        return finding;
    }

    /** @param added what the table got just now */
    void follow(List<AuditRecord> added) {
        try {
            if (!added.isEmpty() && added.getFirst().seq() == last + 1) {
                append(added);
            } else {
                if (!added.isEmpty() && added.getFirst().seq() <= last) {
                    last = added.getFirst().seq() - 1;
                }
                catchUp();
            }
            if (trouble != null) {
                trouble = null;
                LOG.atInfo().log("The audit log's file {} is written again, nothing is missing in it", file.path());
            }
        } catch (IOException e) {
            failed(e);
        }
    }

    private void catchUp() throws IOException {
        for (List<AuditRecord> page = table.after(last, PAGE); !page.isEmpty(); page = table.after(last, PAGE)) {
            append(page);
        }
    }

    private void append(List<AuditRecord> added) throws IOException {
        file.append(added);
        last = added.getLast().seq();
    }

    private void failed(IOException e) {
        if (trouble == null) {
            LOG.atError()
                    .addKeyValue("error", e.toString())
                    .log("The audit log's file {} cannot be written; the database has every record", file.path());
        }
        trouble = file.path() + " cannot be written: " + e.getMessage();
    }

    /** Why the file is behind; null while it is not. */
    @Nullable
    String trouble() {
        return trouble;
    }
}
