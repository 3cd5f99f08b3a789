package dev.usbshare.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.client.UsbShareClient;
import dev.usbshare.client.ops.ClientProgram;
import dev.usbshare.console.Typing;
import dev.usbshare.server.UsbShareServer;
import dev.usbshare.server.ops.ServerProgram;
import dev.usbshare.service.ForkedService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Two people type every command of both consoles, one chapter after the other, for services that run: a command that nobody types fails the
 * last chapter.
 */
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class EveryVerbTest {

    private static final int FAILED = 1;
    private static final int USAGE = 64;

    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private ServicePair pair;

    @SuppressWarnings("NullAway.Init")
    private Typing server;

    @SuppressWarnings("NullAway.Init")
    private Typing client;

    @BeforeAll
    void start(@TempDir Path temporary) throws Exception {
        folder = temporary;
        pair = new ServicePair(folder);
        server = new Typing(new ServerProgram(), folder.resolve("server"));
        client = new Typing(new ClientProgram(), folder.resolve("client"));
    }

    @AfterAll
    void stop() {
        pair.close();
    }

    private static void awaitSays(Typing who, String line, String... texts) {
        TestNode.await().untilAsserted(() -> assertThat(who.does(line).out()).contains(texts));
    }

    @Test
    @Order(1)
    void help_explainsEveryVerb() {
        for (Typing who : new Typing[] {server, client}) {
            for (String verb : Typing.verbs(who.does("help").out())) {
                String help = who.does("help " + verb).out();
                assertThat(help).as(verb).startsWith(verb).contains("\n  ");
                assertThat(who.does(verb + " --help").out()).isEqualTo(help);
            }
        }
        assertThat(server.does("help peers").out())
                .contains("peers approve NODE")
                .doesNotContain("devices list");
        assertThat(server.does("peers").out()).isEqualTo("nobody is approved\n");
        server.cannot("help nothing", USAGE, "there is no command 'nothing'");
        server.cannot("devicse list", USAGE, "did you mean devices?");
        server.cannot("devices dance", USAGE, "there is devices list, show");
        server.cannot("devices show", USAGE, "DEVICE", "is missing; usage: devices show DEVICE");
        server.cannot("devices show 99-1 99-2", USAGE, "'99-2' is one word too many");
        server.cannot("devices list --jsn", USAGE, "did you mean --json?");
        server.cannot("audit list --limit ten", USAGE, "--limit 'ten' is no number from 1 to 1000");
        server.cannot("audit list --limit", USAGE, "--limit needs a value");
        server.cannot("status extra", USAGE, "'extra' is one word too many");
    }

    @Test
    @Order(2)
    void serverAlone_sharesItsDevices() {
        assertThat(server.does("status").out())
                .containsPattern("usb-share-server +UP\n")
                .containsPattern("devices +2 \\(2 shared, 0 leased\\)\n");
        assertThat(server.json("status").at("/devices/shared").asInt()).isEqualTo(2);
        assertThat(server.json("devices list")).hasSize(2);
        assertThat(server.does("devices show 99-1").out())
                .containsPattern("vid:pid +1209:0005\n")
                .containsPattern("shared +yes\n");
        assertThat(server.json("devices show 99-1").path("usbId").asString()).isEqualTo("1209:0005");
        server.cannot("devices show 99-9", FAILED, "no device here is 99-9; see devices list");

        assertThat(server.does("nickname 99-2 line").out()).isEqualTo("99-2 is line\n");
        assertThat(server.does("unshare line 99-1").out())
                .isEqualTo("99-2 Serial Echo: not shared\n99-1 Loopback: not shared\n");
        assertThat(server.does("devices list --shared").out()).isEqualTo("no USB device is here\n");
        assertThat(server.does("share all").out()).isEqualTo("99-1 Loopback, 99-2 Serial Echo: shared\n");
        assertThat(server.json("share line").path(0).path("nickname").asString())
                .isEqualTo("line");
        assertThat(server.does("undecide line").out()).isEqualTo("99-2 Serial Echo: undecided\n");
        assertThat(server.does("nickname line").out()).isEqualTo("99-2 has no nickname\n");
        server.cannot("share mouse", USAGE, "'mouse' is no device pattern", "or * (all)");
        server.cannot("share 98-1", FAILED, "no device here is 98-1");

        server.does("filters add 1209:*");
        server.cannot("filters add 1209", USAGE, "'1209' is no device pattern");
        assertThat(server.json("filters list")).hasSize(3);
        server.does("filters remove 1209:*");
        server.cannot("filters remove 1209:*", FAILED, "there is no filter 1209:*");
        assertThat(server.does("auto-share on").out()).isEqualTo("devices that are plugged in anew are shared\n");
        server.does("auto-share off");
        assertThat(server.json("auto-share").path("autoShare").asBoolean()).isFalse();
        server.cannot("auto-share perhaps", USAGE, "'perhaps' is neither on nor off");
    }

    @Test
    @Order(3)
    void client_isTurnedAway_untilItIsApproved() throws Exception {
        assertThat(client.does("servers list").out()).contains("no server is known");
        assertThat(client.does("servers discover").out()).contains("no server announces itself");
        client.cannot("servers add nonsense", USAGE, "ticket");
        client.cannot("servers add @host", USAGE, "'@host' is neither a ticket nor NODE-ID@HOST[:PORT]");
        assertThat(client.does("servers add " + pair.serverId() + "@" + pair.address() + " --name shed")
                        .out())
                .startsWith("server shed is added: node " + pair.serverId());
        client.cannot("servers add " + pair.serverId() + "@" + pair.address() + " --name two", FAILED, "known already");
        var connecting = client.type("servers", "connect", "shed");
        assertThat(connecting.code()).isEqualTo(FAILED);
        assertThat(connecting.out()).startsWith("not connected to shed: the server does not know this client");
        client.cannot("servers connect barn", FAILED, "no server is 'barn'; see servers list");

        JsonNode asked = server.json("peers pending");
        assertThat(asked).hasSize(1);
        String fingerprint = client.json("identity show").path("fingerprint").asString();
        assertThat(asked.path(0).path("fingerprint").asString()).isEqualTo(fingerprint);
        server.does("peers deny " + pair.clientId());
        assertThat(server.does("peers pending").out()).contains("denied", fingerprint);
        server.does("peers forget " + pair.clientId());
        server.cannot("peers forget", USAGE, "name a node, or say --all");
        server.does("peers forget --all");
        server.cannot("peers approve stranger", FAILED, "no node that asked is 'stranger'; see peers pending");
        assertThat(server.does("peers approve " + pair.clientId() + " --name laptop --notes 'her own'")
                        .out())
                .isEqualTo(pair.clientId() + " (laptop) is approved\n");
        assertThat(client.does("servers connect shed").out()).isEqualTo("connected to shed, which offers 2 devices\n");
        assertThat(client.json("servers connect shed").path("state").asString()).isEqualTo("connected");

        assertThat(server.json("peers list")).hasSize(1);
        assertThat(server.does("peers show laptop").out())
                .containsPattern("notes +her own\n")
                .containsPattern("expires +never\n");
        server.does("peers rename laptop desk");
        assertThat(server.does("peers change desk --take-over yes --grants '99-1, 1209:*' --expires 30d")
                        .out())
                .isEqualTo(pair.clientId() + " is changed\n");
        server.cannot("peers change desk", USAGE, "say what changes");
        server.cannot("peers change desk --take-over perhaps", USAGE, "yes or no");
        server.cannot("peers show laptop", FAILED, "no peer is 'laptop'; see peers list");
        assertThat(server.json("sessions list").path(0).path("name").asString()).isEqualTo("desk");
        server.does("peers revoke desk");
        awaitSays(client, "servers list", "does not know this client");
    }

    @Test
    @Order(4)
    void ticket_letsTheClientIn() throws Exception {
        String out = server.does("tickets create --name desk --valid-for 1h --addresses " + pair.address() + " --png "
                        + folder.resolve("t.png") + " --svg " + folder.resolve("t.svg") + " --qr ascii")
                .out();
        String ticket = out.lines()
                .filter(line -> line.startsWith("usbshare1"))
                .findFirst()
                .orElseThrow();
        assertThat(folder.resolve("t.png")).isNotEmptyFile();
        assertThat(folder.resolve("t.svg")).isNotEmptyFile();
        server.cannot("tickets create --png " + folder.resolve("t.png"), FAILED, "is there already");
        server.cannot("tickets create --qr round", USAGE, "--qr is coloured, dark, light, ascii or none");
        server.cannot("tickets create --valid-for ages", USAGE, "'ages' is no length");
        String other = server.does("tickets create --json").json().path("id").asString();
        assertThat(server.json("tickets list")).hasSize(2);
        assertThat(server.does("tickets list").out()).doesNotContain(ticket);
        server.does("tickets revoke " + other.substring(0, 6));
        server.cannot("tickets revoke nothing", FAILED, "there is no ticket nothing; see tickets list");

        client.does("servers remove shed");
        client.cannot("servers remove shed", FAILED, "no server is 'shed'; see servers list");
        assertThat(client.does("servers add " + ticket + " --name shed").out()).contains("server shed is added");
        awaitSays(client, "servers list", "connected");
        assertThat(server.does("tickets list").out()).contains("redeemed");
        assertThat(client.json("servers list").path(0).path("devices").asInt()).isEqualTo(2);
        assertThat(client.does("servers show shed").out())
                .containsPattern("path kind +lan\n")
                .containsPattern("round trip +[0-9.]+ ms\n");
        assertThat(client.does("servers paths").out()).containsPattern("shed +\\* +lan +127\\.0\\.0\\.1:\\d+ +valid");
        assertThat(client.does("relays list").out()).contains("no relay is known");
        assertThat(server.json("relays list")).isEmpty();
        assertThat(server.json("peers paths").path(0).path("active").asBoolean())
                .isTrue();
    }

    @Test
    @Order(5)
    void client_usesADevice_andThePeopleAtTheServerSeeIt() throws Exception {
        assertThat(client.json("devices list")).hasSize(2);
        assertThat(client.does("devices list --server shed --wide").out()).contains("Loopback", "Serial Echo");
        assertThat(client.json("devices show shed/99-1").path("usbId").asString())
                .isEqualTo("1209:0005");
        client.cannot("devices show 99-9", FAILED, "no server offers 99-9; see devices list");
        assertThat(client.does("attach 99-1").out()).startsWith("shed/99-1 Loopback: attached as ");
        client.cannot("attach 99-1", FAILED, "attached or on its way already");
        client.cannot("attach 99-9", FAILED, "no server offers a device 99-9");
        client.cannot("attach 99-1 --wait --take-over", USAGE, "do not go together");
        assertThat(client.json("attachments list").path(0).path("state").asString())
                .isEqualTo("attached");
        assertThat(client.json("status").at("/devices/attached").asInt()).isEqualTo(1);

        assertThat(server.does("devices list").out()).containsPattern("99-1 .* desk ");
        assertThat(server.json("leases list").path(0).path("holder").asString()).isEqualTo("desk");
        assertThat(server.does("capture start 99-1").out()).contains("99-1 is being captured to ");
        assertThat(client.does("capture start shed/99-1 --megabytes 1").out()).contains("shed/99-1 is being captured");
        server.cannot("capture start 99-1", FAILED, "99-1");
        server.cannot("capture start 99-1 --megabytes 0", USAGE, "no number from 1 to");
        assertThat(server.json("capture list")).hasSize(1);
        assertThat(client.json("capture list")).hasSize(1);
        server.does("capture stop 99-1");
        client.does("capture stop 99-1");
        client.cannot("capture stop 99-1", FAILED, "is not being captured");

        server.cannot("leases give 99-1 desk", FAILED, "desk has device 99-1 already");
        server.cannot("leases give 99-2 desk", FAILED, "nobody uses 99-2");
        assertThat(server.does("leases release 99-1").out()).startsWith("99-1 is taken from desk ");
        server.cannot("leases release 99-1", FAILED, "nobody uses 99-1");
        awaitSays(client, "attachments list", "nothing is attached");
        client.does("attach 99-1");
        assertThat(client.does("detach 99-1").out()).isEqualTo("shed/99-1 Loopback: detached\n");
        client.cannot("detach 99-1", FAILED, "nothing attached is '99-1'; see attachments list");
        client.cannot("detach", USAGE, "name what to detach, or say --all");
        client.does("attach shed/99-2");
        client.does("detach --all");
        assertThat(client.does("detach --all").out()).isEqualTo("nothing is attached\n");
    }

    @Test
    @Order(6)
    void device_isGivenToWhoWaits() throws Exception {
        client.does("attach 99-1");
        Path state = folder.resolve("second");
        try (var process = ForkedService.start(
                UsbShareClient.class,
                "--service",
                "--state-dir=" + state,
                "--usb-share.management.port=0",
                "--attach-mode=in-process")) {
            process.awaitReady();
            var second = new Typing(new ClientProgram(), state);
            String ticket = server.does("tickets create --name second --json --addresses " + pair.address())
                    .json()
                    .path("text")
                    .asString();
            second.does("servers connect " + ticket + " --name shed");
            server.cannot("leases give 99-1 second", FAILED, "that peer does not wait for device 99-1");
            second.cannot("attach 99-1", FAILED, "desk");
            assertThat(second.does("attach 99-1 --wait").out()).startsWith("shed/99-1 Loopback: ");
            awaitSays(second, "attachments list", "queued");
            awaitSays(server, "leases list", "second");

            assertThat(server.does("leases give 99-1 second").out())
                    .matches("99-1 is taken from desk .* and goes to second\n");

            awaitSays(second, "attachments list", "attached");
            awaitSays(client, "attachments list", "nothing is attached");
            assertThat(server.json("leases list").path(0).path("holder").asString())
                    .isEqualTo("second");
            assertThat(client.does("audit list").out()).contains("gave the device to second");
            second.does("detach --all");
            process.terminate(Duration.ofSeconds(60));
        }
    }

    @Test
    @Order(7)
    void flags_doWhatTheySay() throws Exception {
        String ticket = server.does("tickets create --name flagged --json --addresses " + pair.address())
                .json()
                .path("text")
                .asString();
        Path state = folder.resolve("flagged");
        Path settings = folder.resolve("flagged.yml");
        var person = new Typing(new ClientProgram(), state);
        assertThat(person.type(
                                "--save-config",
                                settings.toString(),
                                "--attach",
                                "99-2",
                                "--attach-mode",
                                "in-process",
                                "--log-level",
                                "debug",
                                "--usb-share.management.port=0")
                        .code())
                .isZero();
        String[] service = {"--headless", "--config", settings.toString(), "--state-dir", state.toString()};
        // A ticket in the settings: the server is one of them, and what --attach names comes in.
        try (var process = ForkedService.start(
                UsbShareClient.class,
                Stream.concat(Arrays.stream(service), Stream.of("--connect", ticket))
                        .toArray(String[]::new))) {
            process.awaitReady();
            awaitSays(person, "attachments list", "99-2", "attached");
            assertThat(person.does("logs level").out()).containsPattern("dev\\.usbshare +DEBUG");
            process.terminate(Duration.ofSeconds(60));
        }
        // A server that was added, by its name, though it waits to be asked.
        try (var process = ForkedService.start(UsbShareClient.class, service)) {
            process.awaitReady();
            String at = pair.serverId() + "@" + pair.address();
            person.does("servers add " + at + " --name shed --connect manual");
            process.terminate(Duration.ofSeconds(60));
        }
        for (String known : List.of("shed", pair.serverId())) {
            try (var process = ForkedService.start(
                    UsbShareClient.class,
                    Stream.concat(Arrays.stream(service), Stream.of("--connect", known))
                            .toArray(String[]::new))) {
                process.awaitReady();
                awaitSays(person, "servers list", "shed", "connected", "manual");
                assertThat(person.type("--connect", "shed").out()).startsWith("connected to shed, which offers ");
                process.terminate(Duration.ofSeconds(60));
            }
        }
        assertThat(server.type("--list-devices", "--usb-share.usb.enabled=false")
                        .out())
                .startsWith("No USB device is here.");
        assertThat(server.type("--node-id").out()).isEqualTo(pair.serverId() + "\n");
        assertThat(server.type("--version").out()).startsWith("usb-share-server ");
        server.cannot("--log-level loud --node-id", USAGE, "--log-level: 'loud' is none of");
        server.does("peers revoke flagged");
    }

    @Test
    @Order(8)
    void policy_decidesAndExplains() throws Exception {
        assertThat(server.does("policies list").out()).startsWith("there is no policy");
        server.cannot("policies set night --note x", USAGE, "--devices is missing");
        server.does("policies set night --devices 99-1 --peers desk --max-length 90m --note 'for her'");
        server.does("policies set night --note ''");
        assertThat(server.does("policies show night").out())
                .containsPattern("max length +90m\n")
                .doesNotContain("note");
        assertThat(server.json("policies list")).hasSize(1);
        server.cannot("policies set night --windows sometimes", USAGE, "night");
        assertThat(server.does("policies explain 99-1 desk").out())
                .startsWith("99-1 1209:0005: allowed\n")
                .contains("\n  limits   policy night: at most 90m");
        server.does("policies set night --peers second");
        var refused = server.type("policies", "explain", "99-1", "desk");
        assertThat(refused.code()).isEqualTo(FAILED);
        assertThat(refused.out()).startsWith("99-1 1209:0005: refused, ");
        assertThat(server.type("policies", "explain", "99-1", "desk", "--json")
                        .json()
                        .path("allowed")
                        .asBoolean())
                .isFalse();
        server.does("policies set night --peers desk");

        server.cannot("policies pin night", USAGE, "a PIN has 4 to 64 characters");
        assertThat(server.withInput("2468\n", UsbShareServer.class, "policies pin night")
                        .out())
                .isEqualTo("policy night asks for a PIN\n");
        client.cannot("attach 99-1", FAILED, "policy night: needs its PIN");
        assertThat(client.withInput("1357\n", UsbShareClient.class, "attach 99-1 --pin")
                        .err())
                .contains("the PIN is wrong");
        assertThat(server.does("policies unlock night --peer desk").out()).isEqualTo("policy night takes PINs again\n");
        assertThat(client.withInput("2468\n", UsbShareClient.class, "attach 99-1 --pin")
                        .out())
                .startsWith("shed/99-1 Loopback: attached");
        client.does("detach 99-1");
        server.does("policies pin night --clear");
        server.does("policies remove night");
        server.cannot("policies remove night", FAILED, "night");
    }

    @Test
    @Order(9)
    void client_keepsItsOwnRules() {
        assertThat(client.does("rules add 1209:0002 --server shed").out()).startsWith("rule 1 is added: 1209:0002 of");
        awaitSays(client, "attachments list", "99-2");
        client.cannot("rules add 1209:0002 --server shed", FAILED, "there is such a rule already");
        client.cannot("rules add mouse", USAGE, "'mouse' is no device pattern");
        client.cannot("rules add all --server barn", FAILED, "no server is 'barn'");
        client.does("rules add all");
        assertThat(client.json("rules list").path(1).path("device").asString()).isEqualTo("*");
        awaitSays(client, "attachments list", "99-1", "99-2");

        assertThat(client.does("servers rename shed barn").out()).contains("server shed is barn");
        assertThat(client.does("rules list").out()).contains("barn").doesNotContain("shed");
        assertThat(client.does("attachments list").out()).contains("barn").doesNotContain("shed");
        client.cannot("servers rename barn 'a b'", USAGE, "1 to 32 letters");
        client.cannot("servers rename barn barn", FAILED, "a server is named 'barn' already");
        client.does("capture start barn/99-2");
        client.does("capture stop barn/99-2");
        client.does("rules remove 1 2");
        client.cannot("rules remove 1", FAILED, "there is no rule 1");
        client.does("detach --all");

        assertThat(client.json("pins list")).hasSize(2);
        client.does("pins forget 1");
        client.cannot("pins forget 1", FAILED, "1");
        client.does("servers allow barn 08");
        client.cannot("servers allow barn disks", USAGE, "is no USB class");
        client.cannot("attach 99-2", FAILED, "which server barn may not bring here; allowed are 08");
        assertThat(client.does("servers allow barn all").out()).contains("may bring in everything");
        assertThat(client.does("servers mode barn manual").out()).isEqualTo("connected to barn only when asked\n");
        client.cannot("servers mode barn often", USAGE, "manual, auto, auto-devices");
        assertThat(client.does("servers disconnect barn").out()).isEqualTo("disconnected from barn\n");
        assertThat(client.does("servers list").out()).contains("disconnected");
    }

    @Test
    @Order(10)
    void service_isLookedAfter_atBothEnds() throws Exception {
        for (Typing who : new Typing[] {server, client}) {
            assertThat(who.does("logs -n 1000").out()).contains("READY usb-share");
            assertThat(who.json("logs --lines 2")).hasSizeLessThanOrEqualTo(2);
            who.cannot("logs --level loud", USAGE, "loud");
            assertThat(who.does("logs level dev.usbshare.wire debug").out())
                    .isEqualTo("dev.usbshare.wire logs DEBUG and above\n");
            assertThat(who.json("logs level")
                            .valueStream()
                            .map(row -> row.path("name").asString()))
                    .contains("dev.usbshare.wire")
                    .allSatisfy(name -> assertThat(name).matches("ROOT|dev\\.usbshare.*"));
            who.does("logs level dev.usbshare.wire default");
            who.cannot("logs level dev.usbshare.wire loud", USAGE, "'loud' is no level");

            JsonNode all = who.json("audit list --since 1h --limit 1000");
            assertThat(all).isNotEmpty();
            assertThat(who.does("audit list --kind nothing").out()).isEqualTo("no record fits\n");
            who.cannot("audit list --since yesterday", USAGE, "--since is no time");
            assertThat(who.does("audit export").out()).hasLineCount(all.size());
            Path file = Files.createTempDirectory(folder, "export").resolve("audit.jsonl");
            assertThat(who.does("audit export " + file).out()).endsWith(" bytes written to " + file + "\n");
            assertThat(Files.readAllLines(file)).hasSize(all.size());
            who.cannot("audit export " + file, FAILED, file + " is there already");
            assertThat(who.does("audit verify").out()).startsWith("intact: " + all.size() + " records, head ");
            String head = who.json("audit verify").path("head").asString();
            who.does("audit verify --expect " + head);
            assertThat(who.type("audit", "verify", "--expect", "1".repeat(64)).code())
                    .isEqualTo(FAILED);

            assertThat(who.does("database show").out()).contains("db/usb-share");
            Path copy = file.resolveSibling("copy.zip");
            assertThat(who.does("database backup " + copy).out()).endsWith(" bytes saved in " + copy + "\n");
            assertThat(copy).isNotEmptyFile();
            who.cannot("database backup " + copy, FAILED, "exists already");
            who.cannot("database backup", USAGE, "FILE");

            assertThat(who.does("identity show").out()).contains("node id ", "fingerprint ");
            who.cannot("identity rotate", USAGE, "say --yes");
            String next = who.does("identity rotate --yes --json")
                    .json()
                    .path("newNodeId")
                    .asString();
            assertThat(who.does("identity show").out()).contains("next id      " + next);
            who.cannot("dashboard", USAGE, "needs a terminal");
            assertThat(who.type("doctor", "--json")
                            .json()
                            .valueStream()
                            .map(row -> row.path("check").asString()))
                    .contains("java", "clock", "state directory", "service", "udp port");
        }
        assertThat(client.does("doctor").out()).contains("not needed: attach-mode is in-process");
        assertThat(server.type("doctor").out()).contains("this server answers on 127.0.0.1:");
    }

    @Test
    @Order(11)
    void everyVerb_wasTyped() {
        assertThat(server.missed("dashboard", "doctor")).isEmpty();
        assertThat(client.missed("dashboard")).isEmpty();
    }
}
