package dev.usbshare.service.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A program's tables come about on both databases alike. */
public abstract class MigrationsContract {

    private static final String TABLES = """
            select lower(table_name) || '.' || lower(column_name) from information_schema.columns
            where lower(table_schema) = 'public' and lower(table_name) <> 'flyway_schema_history'""";

    private final String migrations;

    /** @param migrations as {@link Migrations} names them */
    protected MigrationsContract(String migrations) {
        this.migrations = migrations;
    }

    @Test
    void migrations_makeTheSameOnPostgresAsOnH2() {
        try (var h2 = TestStore.inMemory(migrations);
                var postgres = TestStore.inPostgres(migrations)) {
            var expected = h2.jdbc().sql(TABLES).query(String.class).set();

            assertThat(expected).contains("audit_record.hash");
            assertThat(postgres.jdbc().sql(TABLES).query(String.class).set()).isEqualTo(expected);
        }
    }
}
