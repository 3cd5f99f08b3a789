package dev.usbshare.server.policy;

import dev.usbshare.identity.NodeId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** Policies in the tables {@code device_policy} and {@code pin_failure}. */
public final class JdbcPolicyStore implements PolicyStore {

    private static final String COLUMNS =
            "name, devices, peers, time_windows, max_length, warnings, blocked_classes, pin_hash, idle_timeout,"
                    + " bytes_per_second, take_over, note";

    private record Row(PolicyForm form, @Nullable String pinHash) {}

    private final JdbcClient jdbc;
    private final TransactionOperations transactions;

    public JdbcPolicyStore(JdbcClient jdbc, TransactionOperations transactions) {
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    /** @throws IllegalStateException naming a policy that cannot be read */
    @Override
    public List<DevicePolicy> policies() {
        List<Row> rows = jdbc.sql("select " + COLUMNS + " from device_policy order by name")
                .query((row, number) -> row(row))
                .list();
        var policies = new ArrayList<DevicePolicy>();
        for (Row row : rows) {
            try {
                policies.add(row.form().read(Optional.ofNullable(row.pinHash()).map(PinHash::new)));
            } catch (PolicyException | IllegalArgumentException e) {
                throw new IllegalStateException(
                        "policy " + row.form().name() + " in the database cannot be used: " + e.getMessage(), e);
            }
        }
        return policies;
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(
                new PolicyForm(
                        row.getString("name"),
                        row.getString("devices"),
                        row.getString("peers"),
                        row.getString("time_windows"),
                        row.getString("max_length"),
                        row.getString("warnings"),
                        row.getString("blocked_classes"),
                        row.getString("idle_timeout"),
                        row.getString("bytes_per_second"),
                        row.getString("take_over"),
                        row.getString("note")),
                row.getString("pin_hash"));
    }

    @Override
    public void insert(DevicePolicy policy) {
        transactions.executeWithoutResult(status -> write(
                "insert into device_policy (" + COLUMNS + ") values (:name, :devices, :peers, :windows, :maxLength,"
                        + " :warnings, :blockedClasses, :pinHash, :idleTimeout, :bytesPerSecond, :takeOver, :note)",
                policy));
    }

    @Override
    public void update(List<DevicePolicy> policies) {
        transactions.executeWithoutResult(status -> policies.forEach(policy -> write(
                "update device_policy set devices = :devices, peers = :peers, time_windows = :windows,"
                        + " max_length = :maxLength, warnings = :warnings, blocked_classes = :blockedClasses,"
                        + " pin_hash = :pinHash, idle_timeout = :idleTimeout, bytes_per_second = :bytesPerSecond,"
                        + " take_over = :takeOver, note = :note where name = :name",
                policy)));
    }

    private void write(String sql, DevicePolicy policy) {
        PolicyForm form = PolicyForm.of(policy);
        int rows = jdbc.sql(sql)
                .param("name", form.name())
                .param("devices", form.devices())
                .param("peers", form.peers())
                .param("windows", form.windows())
                .param("maxLength", form.maxLength())
                .param("warnings", form.warnings())
                .param("blockedClasses", form.blockedClasses())
                .param("pinHash", policy.pin().map(PinHash::text).orElse(null))
                .param("idleTimeout", form.idleTimeout())
                .param("bytesPerSecond", form.bytesPerSecond())
                .param("takeOver", form.takeOver())
                .param("note", form.note())
                .update();
        if (rows != 1) {
            throw new IllegalStateException("policy " + form.name() + " is not in the database");
        }
    }

    @Override
    public void delete(String policy) {
        transactions.executeWithoutResult(status -> jdbc.sql("delete from device_policy where name = :name")
                .param("name", policy)
                .update());
    }

    @Override
    public List<PinFailures> pinFailures() {
        return jdbc.sql("select policy, peer, failures, locked_until from pin_failure")
                .query((row, number) -> new PinFailures(
                        row.getString("policy"),
                        NodeId.parse(row.getString("peer")),
                        row.getInt("failures"),
                        row.getObject("locked_until", OffsetDateTime.class).toInstant()))
                .list();
    }

    @Override
    public void keep(PinFailures failures) {
        transactions.executeWithoutResult(status -> {
            delete(failures.policy(), failures.peer());
            insert(failures);
        });
    }

    private void insert(PinFailures failures) {
        jdbc.sql(
                        "insert into pin_failure (policy, peer, failures, locked_until) values (:policy, :peer, :failures, :until)")
                .param("policy", failures.policy())
                .param("peer", failures.peer().toString())
                .param("failures", failures.failures())
                .param("until", failures.lockedUntil().atOffset(ZoneOffset.UTC))
                .update();
    }

    private void delete(String policy, NodeId peer) {
        jdbc.sql("delete from pin_failure where policy = :policy and peer = :peer")
                .param("policy", policy)
                .param("peer", peer.toString())
                .update();
    }

    @Override
    public void forgetPinFailures(String policy, Optional<NodeId> peer) {
        transactions.executeWithoutResult(status -> peer.ifPresentOrElse(
                one -> delete(policy, one),
                () -> jdbc.sql("delete from pin_failure where policy = :policy")
                        .param("policy", policy)
                        .update()));
    }

    @Override
    public void followPinFailures(NodeId old, NodeId replacement) {
        transactions.executeWithoutResult(status -> {
            jdbc.sql("delete from pin_failure where peer = :replacement"
                            + " and policy in (select policy from pin_failure where peer = :old)")
                    .param("replacement", replacement.toString())
                    .param("old", old.toString())
                    .update();
            jdbc.sql("update pin_failure set peer = :replacement where peer = :old")
                    .param("replacement", replacement.toString())
                    .param("old", old.toString())
                    .update();
        });
    }
}
