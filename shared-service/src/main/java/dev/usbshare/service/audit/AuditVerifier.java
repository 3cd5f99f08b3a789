package dev.usbshare.service.audit;

import dev.usbshare.service.audit.AuditTable.Ends;
import dev.usbshare.service.audit.AuditTable.Head;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Walks the chain from its first record, and compares its end with the two other places that know it: the head row and the file's last line.
 *
 * <p>What shows: a record that was edited, removed, moved, replaced or put in, wherever it is; records cut off the end, as long as the head row
 * or the file still knows them; a chain that was computed anew from some record on, as long as the file, or a person who noted a hash, knows
 * the old one.
 *
 * <p>What cannot show without something out of the intruder's reach: whoever can write the database and the file, and
 * computes the whole chain anew in both, leaves a log without a flaw. So can the service itself, and whoever runs as its user. Against them helps
 * only a hash of the chain's head that is kept elsewhere; given as {@code expect}, it must be the hash of one of the records, and then
 * everything up to that one is as it was. Nor does the chain say that an event was reported at all.
 */
final class AuditVerifier {

    private static final int PAGE = 500;

    private final AuditTable table;
    private final @Nullable AuditFile file;

    AuditVerifier(AuditTable table, @Nullable AuditFile file) {
        this.table = table;
        this.file = file;
    }

    /** One that has only the database to look at. */
    static AuditVerifier withoutFile(AuditTable table) {
        return new AuditVerifier(table, null);
    }

    /** @param expect a hash that one of the records must have; null for none */
    AuditVerification verify(@Nullable String expect) {
        // The file first: it is written after the table, so the table can only be further.
        Optional<Head> line;
        String fileProblem = null;
        try {
            line = file == null ? Optional.empty() : file.lastLine();
        } catch (IOException e) {
            line = Optional.empty();
            fileProblem = "the file cannot be compared: " + e.getMessage();
        }
        Optional<Ends> ends = table.ends();
        var walk = new Walk(expect);
        walk.to(ends.map(e -> e.lastSeq()).orElse(Long.MAX_VALUE));
        if (walk.problem == null) {
            walk.problem = endProblem(walk.last, ends, line);
        }
        if (walk.problem == null) {
            walk.problem = fileProblem;
        }
        if (walk.problem == null && expect != null && walk.expectedAt == null) {
            walk.problem =
                    "no record has the expected hash: the log was computed anew, replaced or cut since it was noted";
        }
        return new AuditVerification(
                walk.problem == null, walk.last.seq(), walk.last.hash(), walk.problem, walk.problemAt, walk.expectedAt);
    }

    /** From record to record, up to the first that is not as it should be. */
    private final class Walk {

        private final @Nullable String expect;
        private Head last = new Head(0, AuditRecord.NONE);
        private @Nullable Long expectedAt;
        private @Nullable String problem;
        private @Nullable Long problemAt;

        Walk(@Nullable String expect) {
            this.expect = expect;
            this.expectedAt = AuditRecord.NONE.equals(expect) ? Long.valueOf(0) : null;
        }

        void to(long end) {
            // Before the first one too: nothing belongs there.
            List<AuditRecord> page = table.after(Long.MIN_VALUE, PAGE);
            while (!page.isEmpty() && problem == null && page.getFirst().seq() <= end) {
                page.stream()
                        .takeWhile(next -> next.seq() <= end && problem == null)
                        .forEach(this::look);
                page = table.after(page.getLast().seq(), PAGE);
            }
        }

        private void look(AuditRecord next) {
            problem = AuditVerifier.problem(last, next);
            if (problem != null) {
                problemAt = next.seq();
                return;
            }
            last = new Head(next.seq(), next.hash());
            if (next.hash().equals(expect)) {
                expectedAt = next.seq();
            }
        }
    }

    private static @Nullable String problem(Head before, AuditRecord next) {
        if (next.seq() < 1) {
            return "record " + next.seq() + " was put in: records count from 1";
        }
        if (next.seq() > before.seq() + 1) {
            return next.seq() == before.seq() + 2
                    ? "record " + (before.seq() + 1) + " was removed"
                    : "records " + (before.seq() + 1) + " to " + (next.seq() - 1) + " were removed";
        }
        if (!next.previous().equals(before.hash())) {
            return "record " + next.seq() + " does not follow record " + before.seq()
                    + ": one of them was moved, replaced or put in";
        }
        return next.isIntact() ? null : "record " + next.seq() + " was edited";
    }

    private @Nullable String endProblem(Head last, Optional<Ends> ends, Optional<Head> line) {
        if (ends.isEmpty()) {
            return "the head row was removed";
        }
        Head head = ends.get().head();
        if (head.seq() > last.seq()) {
            return "records " + (last.seq() + 1) + " to " + head.seq()
                    + " were cut off the end: the head row knows them";
        }
        if (head.seq() < last.seq()) {
            return "the head row knows " + head.seq()
                    + " records only: it was edited, or records were put in behind them";
        }
        if (!head.hash().equals(last.hash())) {
            return "the head row has another hash than record " + last.seq() + ": one of them was replaced";
        }
        return line.flatMap(known -> contradiction(table, known)).orElse(null);
    }

    /** What the file's last line says against the table; the hash of one record stands for all before it. */
    static Optional<String> contradiction(AuditTable table, Head line) {
        Optional<String> hash = table.hashOf(line.seq());
        if (hash.isEmpty()) {
            return Optional.of("records up to " + line.seq()
                    + " were cut off the end: the file's last line knows them, with hash " + line.hash());
        }
        return hash.get().equals(line.hash())
                ? Optional.empty()
                : Optional.of("record " + line.seq() + " has another hash than in the file, where it is " + line.hash()
                        + ": it, or a record before it, was replaced and the chain computed anew");
    }
}
