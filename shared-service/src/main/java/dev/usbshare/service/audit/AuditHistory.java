package dev.usbshare.service.audit;

import dev.usbshare.service.StateDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** The audit log of a database that takes another one's place. */
public final class AuditHistory {

    private final AuditTable table;
    private final AuditChain chain;

    public AuditHistory(JdbcClient jdbc, TransactionTemplate transactions) {
        this.table = new AuditTable(jdbc);
        this.chain = new AuditChain(table, transactions);
    }

    /**
     * Looks whether the chain is whole, and adds a record that says what happened.
     *
     * @return for a person: how many records there are, and what is wrong with them if something is
     */
    public String goesOn(AuditEvent event, Instant now) {
        AuditVerification found = AuditVerifier.withoutFile(table).verify(null);
        chain.add(List.of(AuditChain.Draft.of(event, now)));
        return found.intact()
                ? found.records() + " audit records"
                : "its audit log was tampered with: " + found.problem();
    }

    /** Gives the file another name, as it goes on from a log that is no longer there. */
    public static void setFileAside(StateDirectory state, String stamp) throws IOException {
        Path file = state.resolve(AuditConfiguration.FILE);
        for (Path one : List.of(file, file.resolveSibling(file.getFileName() + ".1"))) {
            try {
                Files.move(one, one.resolveSibling(one.getFileName() + ".before-" + stamp));
            } catch (NoSuchFileException e) {
                // Nothing that would contradict it.
            }
        }
    }
}
