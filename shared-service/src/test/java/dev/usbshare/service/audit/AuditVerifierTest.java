package dev.usbshare.service.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.service.store.TestStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever changes the log behind the service's back is found out; ten records each time. */
@SuppressWarnings("NullAway.Init")
class AuditVerifierTest {

    private static final String SET_ASIDE = "update audit_record set seq = 100 where seq = ";

    @TempDir
    Path directory;

    private TestStore store;
    private AuditRig rig;

    @BeforeEach
    void tenRecords() throws Exception {
        store = TestStore.inMemory("sample");
        rig = new AuditRig(store, directory.resolve("audit.jsonl"));
        rig.keep(10);
        rig.log.close();
    }

    @AfterEach
    void close() {
        rig.close();
        store.close();
    }

    private void assertFound(Long at, String problem) {
        AuditVerification found = rig.verifier.verify(null);

        assertThat(found.intact()).isFalse();
        assertThat(found.problem()).contains(problem);
        assertThat(found.record()).isEqualTo(at);
    }

    private void assertFoundAtTheEnd(String problem) {
        AuditVerification found = rig.verifier.verify(null);

        assertThat(found.intact()).isFalse();
        assertThat(found.problem()).contains(problem);
    }

    /** Computes the chain anew from a record on, as an intruder who knows the form would. */
    private void forgeFrom(long first) {
        String previous = rig.table.hashOf(first - 1).orElse(AuditRecord.NONE);
        for (AuditRecord old : rig.table.after(first - 1, 100)) {
            var forged = AuditRecord.of(old.seq(), old.time(), old.kind(), old.actor(), old.details(), previous);
            store.jdbc()
                    .sql("update audit_record set previous_hash = ?, hash = ? where seq = ?")
                    .params(previous, forged.hash(), old.seq())
                    .update();
            previous = forged.hash();
        }
        store.jdbc().sql("update audit_head set hash = ?").param(previous).update();
    }

    @Test
    void untouchedLog_isIntact() {
        AuditVerification found = rig.verifier.verify(null);

        assertThat(found.intact()).isTrue();
        assertThat(found.problem()).isNull();
        assertThat(found.records()).isEqualTo(10);
        assertThat(found.head()).isEqualTo(rig.table.head().hash());
    }

    @Test
    void emptyLog_isIntact() {
        try (var empty = TestStore.inMemory("sample");
                var other = new AuditRig(empty, directory.resolve("other.jsonl"))) {
            assertThat(other.verifier.verify(null))
                    .isEqualTo(new AuditVerification(true, 0, AuditRecord.NONE, null, null, null));
        }
    }

    @Test
    void editedDetails_areFound() {
        rig.sql("update audit_record set details = replace(details, 'door 4', 'door 5') where seq = 4");

        assertFound(4L, "record 4 was edited");
    }

    @Test
    void editedActor_isFound() {
        rig.sql("update audit_record set actor = 'somebody else' where seq = 1");

        assertFound(1L, "record 1 was edited");
    }

    @Test
    void editedKind_isFound() {
        rig.sql("update audit_record set kind = 'door-closed' where seq = 10");

        assertFound(10L, "record 10 was edited");
    }

    @Test
    void editedTime_isFound() {
        rig.sql("update audit_record set happened_at = happened_at + interval '1' second where seq = 7");

        assertFound(7L, "record 7 was edited");
    }

    @Test
    void editedRecordWithItsHashComputedAnew_isFoundAtTheNext() {
        var old = rig.table.after(3, 1).getFirst();
        var forged = AuditRecord.of(4, old.time(), old.kind(), "nobody", old.details(), old.previous());
        rig.sql("update audit_record set actor = 'nobody', hash = '" + forged.hash() + "' where seq = 4");

        assertFound(5L, "record 5 does not follow record 4");
    }

    @Test
    void removedRecord_isNamed() {
        rig.sql("delete from audit_record where seq = 6");

        assertFound(7L, "record 6 was removed");
    }

    @Test
    void removedRecords_areNamed() {
        rig.sql("delete from audit_record where seq between 1 and 3");

        assertFound(4L, "records 1 to 3 were removed");
    }

    @Test
    void removedRecordWithTheOthersMovedUp_isFound() {
        rig.sql("delete from audit_record where seq = 6");
        for (int seq = 7; seq <= 10; seq++) {
            rig.sql("update audit_record set seq = " + (seq - 1) + " where seq = " + seq);
        }
        rig.sql("update audit_head set seq = 9");

        assertFound(6L, "record 6 does not follow record 5");
    }

    @Test
    void swappedRecords_areFound() {
        rig.sql(SET_ASIDE + 3);
        rig.sql("update audit_record set seq = 3 where seq = 8");
        rig.sql("update audit_record set seq = 8 where seq = 100");

        assertFound(3L, "record 3 does not follow record 2");
    }

    @Test
    void recordPutInBeforeTheFirst_isFound() {
        rig.sql("insert into audit_record select -1, happened_at, kind, actor, details, previous_hash, hash"
                + " from audit_record where seq = 1");

        assertFoundAtTheEnd("records count from 1");
    }

    @Test
    void recordPutInBehindTheLast_isFound() {
        var last = rig.table.after(9, 1).getFirst();
        var forged = AuditRecord.of(11, last.time(), last.kind(), last.actor(), last.details(), last.hash());
        rig.table.insert(forged);

        assertFoundAtTheEnd("the head row knows 10 records only");
    }

    @Test
    void tailCutOff_isFoundByTheHeadRow() {
        rig.sql("delete from audit_record where seq > 7");

        assertFoundAtTheEnd("records 8 to 10 were cut off the end: the head row");
    }

    @Test
    void tailCutOffWithTheHeadRowChanged_isFoundByTheFile() {
        rig.sql("delete from audit_record where seq > 7");
        rig.sql("update audit_head set seq = 7, hash = (select hash from audit_record where seq = 7)");

        assertFoundAtTheEnd("records up to 10 were cut off the end: the file's last line");
    }

    @Test
    void everythingRemoved_isFound() {
        rig.sql("delete from audit_record");

        assertFoundAtTheEnd("records 1 to 10 were cut off");
    }

    @Test
    void headRowRemoved_isFound() {
        rig.sql("delete from audit_head");

        assertFoundAtTheEnd("the head row was removed");
    }

    @Test
    void chainComputedAnew_isFoundByTheFile() {
        rig.sql("update audit_record set actor = 'nobody' where seq = 4");
        forgeFrom(4);

        assertFoundAtTheEnd("record 10 has another hash than in the file");
    }

    @Test
    void chainAndFileComputedAnew_isFoundByAHashNotedElsewhere() throws Exception {
        String noted = rig.table.hashOf(8).orElseThrow();
        rig.sql("update audit_record set actor = 'nobody' where seq = 4");
        forgeFrom(4);
        Files.delete(rig.file.path());
        rig.file.append(rig.table.after(0, 100));

        assertThat(rig.verifier.verify(null).intact()).isTrue();
        AuditVerification found = rig.verifier.verify(noted);
        assertThat(found.intact()).isFalse();
        assertThat(found.problem()).contains("no record has the expected hash");
    }

    @Test
    void hashNotedElsewhere_isFoundWhereItWas() {
        assertThat(rig.verifier.verify(rig.table.hashOf(8).orElseThrow()).expectedAt())
                .isEqualTo(8);
        assertThat(rig.verifier.verify(AuditRecord.NONE).expectedAt()).isEqualTo(0);
    }

    @Test
    void fileThatIsNoLog_isReported() throws IOException {
        Files.writeString(rig.file.path(), "{}\n");

        assertFoundAtTheEnd("cannot be compared");
    }

    @Test
    void tailCutOffBetweenTwoStarts_isKeptAsARecord() throws Exception {
        rig.sql("delete from audit_record where seq > 7");
        rig.sql("update audit_head set seq = 7, hash = (select hash from audit_record where seq = 7)");

        rig.restart();
        rig.keep(1);
        rig.log.close();

        List<AuditRecord> added = rig.table.after(7, 10);
        assertThat(added).extracting(AuditRecord::kind).containsExactly("audit-contradicted", "door-opened");
        assertThat(added.getFirst().details()).contains("records up to 10 were cut off the end");
        assertThat(rig.verifier.verify(null).intact()).isTrue();
    }
}
