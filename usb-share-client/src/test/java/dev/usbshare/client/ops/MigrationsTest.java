package dev.usbshare.client.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.service.store.TestStore;
import org.junit.jupiter.api.Test;

/** The client's tables come about on both databases alike. */
class MigrationsTest {

    private static final String TABLES = """
            select lower(table_name) || '.' || lower(column_name) from information_schema.columns
            where lower(table_schema) = 'public' and lower(table_name) <> 'flyway_schema_history'""";

    @Test
    void migrations_makeTheSameOnPostgresAsOnH2() {
        try (var h2 = TestStore.inMemory("client");
                var postgres = TestStore.inPostgres("client")) {
            var expected = h2.jdbc().sql(TABLES).query(String.class).set();

            assertThat(expected).contains("audit_record.hash");
            assertThat(postgres.jdbc().sql(TABLES).query(String.class).set()).isEqualTo(expected);
        }
    }
}
