package dev.usbshare.server.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.identity.AddressHint;
import dev.usbshare.identity.NodeKey;
import dev.usbshare.identity.NodeKeyFile;
import dev.usbshare.identity.Ticket;
import dev.usbshare.service.RunningService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Peers, requests, tickets and the identity as a person reaches them: through the management socket of a whole service. */
@TestInstance(Lifecycle.PER_CLASS)
class AccessEndpointsTest {

    private final NodeKey settled = NodeKey.generate();
    private Path state = Path.of("");

    @SuppressWarnings("NullAway.Init")
    private RunningService service;

    @BeforeAll
    void start(@TempDir Path directory) {
        state = directory;
        service = RunningService.start(
                ServerService.class,
                state,
                "name=Werkstatt",
                "listen.port=0",
                "usb.enabled=false",
                "peers[0].id=" + settled.id());
    }

    @AfterAll
    void stop() {
        service.close();
    }

    private String get(String path) throws IOException {
        return service.management().get(path);
    }

    private String post(String path, String json) throws IOException {
        return service.management().post(path, json);
    }

    private String delete(String path) throws IOException {
        return service.management().delete(path);
    }

    private static String field(String answer, String name) {
        Matcher field = Pattern.compile("\"" + name + "\":\"(.*?)\"").matcher(answer);
        assertThat(field.find()).as("%s in %s", name, answer).isTrue();
        return field.group(1);
    }

    @Test
    void peers_areApprovedReadChangedAndRevoked() throws Exception {
        String id = NodeKey.generate().id().toString();

        assertThat(post("peers", "{'id':'" + id + "','name':'alice','grants':'046d:*, 1-1','expires':'30d'}"))
                .contains(" 200", "\"name\":\"alice\"", "\"grants\":[\"046d:*\",\"1-1\"]", "\"status\":\"approved\"");
        assertThat(post("peers", "{'id':'" + id + "'}")).contains(" 409", "approved already");
        assertThat(post("peers/" + id, "{'notes':'second floor','takeOver':true,'expires':'never'}"))
                .contains(" 200", "\"name\":\"alice\"", "\"notes\":\"second floor\"", "\"takeOver\":true")
                .contains("\"expires\":null");
        assertThat(get("peers/" + id)).contains(" 200", "second floor", "\"source\":\"database\"");
        assertThat(get("peers")).contains(id, settled.id().toString());

        assertThat(delete("peers/" + id)).contains(" 204");
        assertThat(delete("peers/" + id)).contains(" 404", "is not approved here");
    }

    @Test
    void peerOfTheSettings_isListed_andLeftAlone() throws Exception {
        assertThat(get("peers/" + settled.id())).contains(" 200", "\"source\":\"settings\"", "\"approvedAt\":null");
        assertThat(delete("peers/" + settled.id())).contains(" 409", "usb-share.peers");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'id':'abc'} | a node id has 52 base32 characters",
                "{'id':'ID','name':'a\\u001b[2Jb'} | U+001B",
                "{'id':'ID','name':'a\\nb'} | U+000A",
                "{'id':'ID','notes':'a\\u001b[2Jb'} | the notes holds the character U+001B",
                "{'id':'ID','notes':'a\\u202eb'} | the notes holds the character U+202E",
                "{'id':'ID','grants':'046d'} | is no device pattern",
                "{'id':'ID','expires':'soon'} | use a length like 15m",
                "{'id':'ID','expires':'2020-01-01T00:00:00Z'} | which is past",
                "{'id':'ID','expires':'-3d'} | use a length like 15m",
                "{'id':'ID','takeOver':'perhaps'} | takeOver cannot be 'perhaps': it is true or false",
                "{} | id must be given",
            })
    void wrongInput_isRefusedInOneLine(String json, String error) throws Exception {
        String id = NodeKey.generate().id().toString();

        String answer = post("peers", json.replace("ID", id));

        assertThat(answer).contains(" 400", error).doesNotContain("\u001b");
        assertThat(answer.substring(answer.indexOf("\r\n\r\n") + 4).strip()).doesNotContain("\n");
        assertThat(get("peers")).doesNotContain(id);
    }

    @Test
    void notesAndNamesWithSql_areOnlyText() throws Exception {
        String id = NodeKey.generate().id().toString();
        String sql = "x' or '1'='1'; drop table peer; --".replace("'", "\\u0027");

        assertThat(post("peers", "{'id':'" + id + "','name':'" + sql + "','notes':'" + sql + "'}"))
                .contains(" 200");

        assertThat(get("peers/" + id))
                .contains("\"name\":\"x' or '1'='1'; drop table peer; --\"")
                .contains("\"notes\":\"x' or '1'='1'; drop table peer; --\"");
        assertThat(get("audit?kind=peer-approved&limit=1")).contains("drop table peer");
        assertThat(delete("peers/" + id)).contains(" 204");
    }

    @Test
    void pending_unknownOnesAreNotFound() throws Exception {
        String id = NodeKey.generate().id().toString();

        assertThat(get("pending/" + id)).contains(" 404", "has not asked");
        assertThat(post("pending/" + id + "/approve", "{}")).contains(" 404");
        assertThat(post("pending/" + id + "/deny", "{}")).contains(" 404");
        assertThat(post("pending/" + id + "/eat", "{}")).contains(" 404", "approved or denied");
        assertThat(delete("pending/" + id)).contains(" 404");
        assertThat(get("pending/xyz")).contains(" 400");
        assertThat(delete("pending")).contains(" 204");
    }

    @Test
    void ticket_isShownOnce_inEveryForm_andListedWithoutItsSecret() throws Exception {
        String issued = post(
                "tickets",
                "{'validFor':'2h','name':'guest','grants':'1209:*','addresses':'usb.example.org, [2001:db8::1]:99'}");

        assertThat(issued)
                .contains(" 200", "▀", "<svg ", "\"png\":\"iVBORw0KGgo")
                .contains("\"qrOnLight\":\"");
        Ticket ticket = Ticket.parse(field(issued, "text"));
        assertThat(ticket.server()).isEqualTo(service.bean(NodeKey.class).id());
        assertThat(ticket.name()).isEqualTo("Werkstatt");
        assertThat(ticket.secret()).isPresent();
        assertThat(ticket.addresses())
                .containsExactly(new AddressHint("usb.example.org", 7490), new AddressHint("2001:db8::1", 99));
        String id = field(issued, "id");
        assertThat(get("tickets/" + id))
                .contains("\"status\":\"open\"", "\"name\":\"guest\"")
                .doesNotContain("usbshare1");
        assertThat(get("tickets")).contains(id).doesNotContain("usbshare1");

        assertThat(delete("tickets/" + id)).contains(" 204");
        assertThat(delete("tickets/" + id)).contains(" 409", "not open any more");
        assertThat(delete("tickets/nothing")).contains(" 404");
        assertThat(get("tickets/" + id)).contains("\"status\":\"withdrawn\"");
    }

    @Test
    void ticketWithoutAddresses_namesThisServers() throws Exception {
        Ticket ticket = Ticket.parse(field(post("tickets", "{}"), "text"));

        assertThat(ticket.addresses()).singleElement().satisfies(address -> {
            assertThat(address.host()).isEqualTo("127.0.0.1");
            assertThat(address.port()).isEqualTo(service.bean(QuicDoor.class).port());
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'validFor':'1000d'} | up to 90 days",
                "{'validFor':'x'} | is no length",
                "{'addresses':'host:99999'} | not a UDP port",
                "{'addresses':'a,b,c,d,e,f,g,h,i'} | 9 addresses",
            })
    void wrongTicket_isRefused_andNotIssued(String json, String error) throws Exception {
        String before = get("tickets").replaceAll("(?s).*\r\n\r\n", "");

        assertThat(post("tickets", json)).contains(" 400", error);

        assertThat(get("tickets")).endsWith(before);
    }

    @Test
    void identity_isShown_andRotatedForTheNextStart() throws Exception {
        NodeKey inUse = service.bean(NodeKey.class);
        assertThat(get("identity")).contains(inUse.id().toString(), inUse.id().fingerprint());

        String rotated = post("identity/rotate", "{}");

        assertThat(rotated).contains(" 200", inUse.id().toString(), "restart the service");
        Path file = state.resolve("identity/node.key");
        NodeKey next = new NodeKeyFile(file).load();
        assertThat(field(rotated, "newNodeId")).isEqualTo(next.id().toString());
        assertThat(next.history().leadsFrom(inUse.id())).isTrue();
        assertThat(Files.exists(state.resolve("identity/node.key.old-1"))).isTrue();
        assertThat(get("identity")).contains("\"nodeId\":\"" + inUse.id(), "\"nextNodeId\":\"" + next.id());
        assertThat(post("identity/destroy", "{}")).contains(" 404", "rotate");
    }
}
