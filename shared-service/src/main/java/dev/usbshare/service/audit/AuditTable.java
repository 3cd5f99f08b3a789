package dev.usbshare.service.audit;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The tables {@code audit_record} and {@code audit_head}. Thread-safe; every method is one statement, in its caller's transaction. */
final class AuditTable {

    /** The chain's end: the last record's number and hash. */
    record Head(long seq, String hash) {}

    /** The chain's end as the head row has it, and the last record that there is; 0 for none. */
    record Ends(Head head, long lastSeq) {}

    private static final String COLUMNS = "seq, happened_at, kind, actor, details, previous_hash, hash";

    private final JdbcClient jdbc;

    AuditTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Makes other writers of the same database wait until this transaction ends. */
    Head lockHead() {
        return jdbc.sql("select seq, hash from audit_head where id = 1 for update")
                .query((row, _) -> head(row))
                .optional()
                .orElseThrow(() -> new AuditException("the audit log's head row was removed"));
    }

    Head head() {
        return jdbc.sql("select seq, hash from audit_head where id = 1")
                .query((row, _) -> head(row))
                .optional()
                .orElseThrow(() -> new AuditException("the audit log's head row was removed"));
    }

    /** Both ends at one moment; empty if the head row is gone. */
    Optional<Ends> ends() {
        return jdbc.sql("""
                        select seq, hash, (select coalesce(max(seq), 0) from audit_record) as last_seq
                        from audit_head where id = 1""")
                .query((row, _) -> new Ends(head(row), row.getLong("last_seq")))
                .optional();
    }

    void insert(AuditRecord added) {
        jdbc.sql("insert into audit_record (" + COLUMNS + ") values (?, ?, ?, ?, ?, ?, ?)")
                .params(
                        added.seq(),
                        utc(added.time()),
                        added.kind(),
                        added.actor(),
                        added.details(),
                        added.previous(),
                        added.hash())
                .update();
    }

    void moveHead(AuditRecord last) {
        jdbc.sql("update audit_head set seq = ?, hash = ? where id = 1")
                .params(last.seq(), last.hash())
                .update();
    }

    /** Records in order, from the first one after {@code seq} on. */
    List<AuditRecord> after(long seq, int limit) {
        return jdbc.sql("select " + COLUMNS + " from audit_record where seq > ? order by seq limit ?")
                .params(seq, limit)
                .query((row, _) -> read(row))
                .list();
    }

    /** Records that the filter may take, newest first, from the first one before {@code seq} on. */
    List<AuditRecord> before(long seq, AuditFilter filter, int limit) {
        var conditions = new StringBuilder("seq < ?");
        var values = new ArrayList<Object>(List.of(seq));
        add(conditions, values, "happened_at >= ?", filter.since());
        add(conditions, values, "happened_at < ?", filter.until());
        add(conditions, values, "kind = ?", filter.kind());
        add(conditions, values, "actor = ?", filter.actor());
        if (filter.device() != null) {
            add(conditions, values, "details like ?", "%\"device\":%");
        }
        values.add(limit);
        return jdbc.sql("select " + COLUMNS + " from audit_record where " + conditions + " order by seq desc limit ?")
                .params(values)
                .query((row, _) -> read(row))
                .list();
    }

    Optional<String> hashOf(long seq) {
        return jdbc.sql("select hash from audit_record where seq = ?")
                .param(seq)
                .query(String.class)
                .optional();
    }

    private static void add(StringBuilder conditions, List<Object> values, String condition, @Nullable Object value) {
        if (value != null) {
            conditions.append(" and ").append(condition);
            values.add(value instanceof Instant instant ? utc(instant) : value);
        }
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }

    private static Head head(ResultSet row) throws SQLException {
        return new Head(row.getLong("seq"), row.getString("hash"));
    }

    private static AuditRecord read(ResultSet row) throws SQLException {
        return new AuditRecord(
                row.getLong("seq"),
                row.getObject("happened_at", OffsetDateTime.class).toInstant(),
                row.getString("kind"),
                row.getString("actor"),
                row.getString("details"),
                row.getString("previous_hash"),
                row.getString("hash"));
    }
}
