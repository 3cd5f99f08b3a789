package dev.usbshare.client.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.service.RunningService;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A service whose database fails under it says so, and changes nothing. */
class UnkeptChangesTest {

    @SuppressWarnings("NullAway.Init")
    private RunningService service;

    @BeforeEach
    void start(@TempDir Path state) {
        service = RunningService.start(ClientService.class, state, "attach-mode=in-process");
    }

    @AfterEach
    void stop() {
        service.close();
    }

    private void rename(String table, String name) {
        service.bean(JdbcClient.class)
                .sql("alter table " + table + " rename to " + name)
                .update();
    }

    @Test
    void auditLogThatFails_isNamed_andNothingIsChanged() throws Exception {
        rename("audit_head", "lost");

        assertThat(service.management().post("rules", "{'device':'1-1'}"))
                .contains(" 503", "{\"error\":\"nothing was changed: the event cannot be audited: ")
                .doesNotContain("Exception", "timestamp");

        assertThat(service.management().get("rules")).endsWith("[]");
        rename("lost", "audit_head");
    }

    @Test
    void databaseThatFails_isNamed() throws Exception {
        rename("attach_rule", "lost");

        assertThat(service.management().get("rules"))
                .contains(" 503", "{\"error\":\"the database failed: Table ")
                .doesNotContain("Exception", "timestamp");
        rename("lost", "attach_rule");
    }
}
