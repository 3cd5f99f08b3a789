package dev.usbshare.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.usbshare.service.audit.AuditEvent;
import dev.usbshare.service.audit.AuditLog;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The database and the audit log of a running service, through its management socket. */
@TestInstance(Lifecycle.PER_CLASS)
class StoreServiceTest {

    /** An event as rooms report them. */
    record GateOpened(String actor, String device, String note) implements AuditEvent {}

    private static final String ESCAPES = "\u001b[2J\n\"',; drop table audit_record";

    private Path state = Path.of("");

    @SuppressWarnings("NullAway.Init")
    private ConfigurableApplicationContext service;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        state = directory.resolve("state");
        service = new SpringApplicationBuilder(SampleProgram.Service.class)
                .run("--usb-share.state-dir=" + state, "--usb-share.management.port=0");
        keep(new GateOpened("operator", "1-1 046d:c52b", "first"));
        keep(new GateOpened("peer", "1-1.4 0781:5567", ESCAPES));
        keep(new GateOpened("peer", "2-1 046d:c52b", "third"));
    }

    private void keep(AuditEvent event) throws Exception {
        service.getBean(AuditLog.class).append(event).toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @AfterAll
    void stop() {
        service.close();
    }

    private String get(String path) throws Exception {
        return UnixHttp.get(state.resolve("management.sock"), "/actuator/" + path);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private String save(String json) throws Exception {
        return UnixHttp.post(state.resolve("management.sock"), "/actuator/database", json);
    }

    @Test
    void health_namesDatabaseAndAuditLog() throws Exception {
        assertThat(get("health")).contains("\"database\":{", "usb-share.mv.db", "\"audit\":{\"status\":\"UP\"}");
    }

    @Test
    void meters_countRecords() throws Exception {
        assertThat(get("prometheus"))
                .contains(
                        "usbshare_audit_records ",
                        "usbshare_audit_queued ",
                        "usbshare_audit_lost_total 0.0",
                        "usbshare_audit_file_bytes ");
    }

    @Test
    void meters_measureCommits_andCountFailures() throws Exception {
        DataSource source = service.getBean(DataSource.class);
        double before = failures();

        try (var connection = source.getConnection();
                var statement = connection.createStatement()) {
            assertThatExceptionOfType(SQLException.class).isThrownBy(() -> statement.execute("select nothing"));
            assertThatExceptionOfType(SQLException.class)
                    .as("a rule of the data, and no failure of the database")
                    .isThrownBy(() -> statement.execute("insert into audit_head select * from audit_head"));
        }

        assertThat(failures()).isEqualTo(before + 1);
        assertThat(get("prometheus"))
                .containsPattern("usbshare_database_commits_seconds_count [1-9]")
                .containsPattern("usbshare_database_commits_seconds_bucket\\{le=\"5.0\"} [1-9]")
                .containsPattern("usbshare_database_file_bytes [1-9]")
                .containsPattern("hikaricp_connections_active\\{pool=\"database\"}");
    }

    private double failures() {
        return service.getBean(MeterRegistry.class)
                .get("usbshare.database.errors")
                .functionCounter()
                .count();
    }

    @Test
    void records_comeNewestFirst() throws Exception {
        String records = get("audit?kind=gate-opened");

        assertThat(records).contains(" 200", "\"kind\":\"gate-opened\"", "\"note\":\"first\"");
        assertThat(records.indexOf("\"third\"")).isLessThan(records.indexOf("\"first\""));
        assertThat(records).doesNotContain("\u001b");
    }

    @Test
    void filters_leaveOthersOut() throws Exception {
        assertThat(get("audit?actor=operator")).contains("first").doesNotContain("third");
        assertThat(get("audit?device=046d:c52b")).contains("first", "third").doesNotContain("0781:5567");
        assertThat(get("audit?device=1-1")).contains("first").doesNotContain("0781:5567", "third");
        assertThat(get("audit?kind=gate-opened&limit=1")).contains("third").doesNotContain("first");
        assertThat(get("audit?since=" + encoded("2999-01-01T00:00:00+01:00"))).endsWith("\r\n\r\n[]");
        assertThat(get("audit?until=2999-01-01T00:00:00Z&kind=gate-opened")).contains("first", "third");
        assertThat(get("audit?actor=" + encoded("' or '1'='1"))).endsWith("\r\n\r\n[]");
    }

    @Test
    void wrongFilters_areRefusedInOneLine() throws Exception {
        assertThat(get("audit?limit=0")).contains(" 400", "limit 0 is not from 1 to 1000");
        assertThat(get("audit?limit=many")).contains(" 400");
        assertThat(get("audit?since=yesterday")).contains(" 400", "since 'yesterday' is no time such as");
        assertThat(get("audit?actor=" + encoded("\u001b[31m"))).contains(" 400", "actor '?[31m' has characters");
        assertThat(get("audit/verify?expect=abc")).contains(" 400", "64 hexadecimal digits");
        assertThat(get("audit/nonsense")).contains(" 404", "audit/export");
    }

    @Test
    void export_isTheFile() throws Exception {
        String export = get("audit/export");
        String body = export.substring(export.indexOf("\r\n\r\n") + 4);

        assertThat(export).contains("application/x-ndjson");
        assertThat(body.lines())
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).matches("\\{\"seq\":[ -~]+\"}"));
        assertThat(Files.readString(state.resolve("audit/audit.jsonl"))).startsWith(body.substring(0, 500));
        assertThat(get("audit/export?actor=operator&kind=gate-opened"))
                .contains("\"first\"")
                .doesNotContain("third");
    }

    @Test
    void verify_findsItsOwnHead() throws Exception {
        String verified = get("audit/verify");
        assertThat(verified).contains("\"intact\":true", "\"problem\":null");
        String head = verified.replaceAll("(?s).*\"head\":\"([0-9a-f]{64})\".*", "$1");

        assertThat(get("audit/verify?expect=" + head))
                .contains("\"intact\":true")
                .doesNotContain("\"expectedAt\":null");
        assertThat(get("audit/verify?expect=" + "1".repeat(64)))
                .contains("\"intact\":false", "no record has the expected");
    }

    @Test
    void copy_isSavedWhileTheServiceRuns() throws Exception {
        Path copy = state.resolve("copy.zip");

        assertThat(save("{\"file\":\"" + copy + "\"}")).contains(" 200", "\"bytes\":");
        assertThat(copy).isNotEmptyFile();
        assertThat(save("{\"file\":\"" + copy + "\"}")).contains(" 409", "exists already");
        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(get("audit?kind=database-saved")).contains(copy.toString()));
    }

    @Test
    void copyToAnImpossibleFile_isRefused() throws Exception {
        assertThat(save("{}")).contains(" 400", "name the file");
        assertThat(save("{\"file\":\"copy.zip\"}")).contains(" 400", "from the root on");
        assertThat(save("{\"file\":\"/no/such/copy.zip\"}")).contains(" 400", "no directory");
        assertThat(save("{\"file\":\"\\u0000\"}")).contains(" 400");
    }

    @Test
    void secondServiceOnTheSameDatabase_isRefused(@TempDir Path other) throws Exception {
        try (var second = ForkedService.start(
                SampleProgram.class,
                "--service",
                "--usb-share.state-dir=" + other,
                "--usb-share.management.port=0",
                "--spring.datasource.url=jdbc:h2:file:" + state.resolve("db/usb-share"))) {
            assertThat(second.awaitExit()).isEqualTo(ExitCode.PORT_IN_USE.code());
            assertThat(second.output()).hasSize(1).first().asString().contains("in use by another process");
        }
    }
}
