package dev.usbshare.service.audit;

import dev.usbshare.service.audit.AuditTable.Head;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.springframework.transaction.support.TransactionTemplate;

/** Adds to the chain: several records in one transaction, durable when it returns. */
final class AuditChain {

    /** A record before it has its place. Texts are already what a column takes. */
    record Draft(Instant time, String kind, String actor, String details) {

        private static final int MAX_DETAILS_CHARS = 65_536;

        static Draft of(AuditEvent event, Instant time) {
            String details = AuditText.object(event.details());
            if (details.length() > MAX_DETAILS_CHARS) {
                throw new AuditException(event.kind() + " has more details than a record takes");
            }
            return new Draft(time, AuditText.column(event.kind()), AuditText.column(event.actor()), details);
        }
    }

    private final AuditTable table;
    private final TransactionTemplate transactions;

    AuditChain(AuditTable table, TransactionTemplate transactions) {
        this.table = table;
        this.transactions = transactions;
    }

    long records() {
        return table.head().seq();
    }

    /** @throws RuntimeException if they cannot be kept; then none is */
    List<AuditRecord> add(List<Draft> drafts) {
        return Objects.requireNonNull(transactions.execute(_ -> {
            Head head = table.lockHead();
            var added = new ArrayList<AuditRecord>(drafts.size());
            for (Draft draft : drafts) {
                var next = AuditRecord.of(
                        head.seq() + 1, draft.time(), draft.kind(), draft.actor(), draft.details(), head.hash());
                table.insert(next);
                added.add(next);
                head = new Head(next.seq(), next.hash());
            }
            table.moveHead(added.getLast());
            return added;
        }));
    }
}
