package dev.usbshare.server.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.identity.NodeKey;
import dev.usbshare.service.RunningService;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Policies and sharing as a person reaches them: through the management socket of a whole service. */
@TestInstance(Lifecycle.PER_CLASS)
class RulesEndpointsTest {

    private final NodeKey alice = NodeKey.generate();

    @SuppressWarnings("NullAway.Init")
    private RunningService service;

    @BeforeAll
    void start(@TempDir Path state) {
        service = RunningService.start(
                ServerService.class,
                state,
                "listen.port=0",
                "usb.enabled=false",
                "simulate[0]=loopback",
                "simulate[1]=serial",
                "peers[0].id=" + alice.id(),
                "peers[0].name=alice",
                "peers[1].id=" + NodeKey.generate().id(),
                "peers[1].name=twin",
                "peers[2].id=" + NodeKey.generate().id(),
                "peers[2].name=twin");
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

    @Test
    void policy_isWrittenReadChangedExplainedAndDeleted() throws Exception {
        assertThat(post(
                        "policies",
                        "{'name':'vault','devices':'99-1','maxLength':'2h','bytesPerSecond':'5MB','pin':'24680',"
                                + "'note':'x; drop table device_policy'}"))
                .contains(" 200", "\"name\":\"vault\"", "\"maxLength\":\"2h\"", "\"pin\":true")
                .doesNotContain("24680");
        assertThat(post("policies", "{'name':'vault','devices':'99-1','maxLength':'2h'}"))
                .contains(" 409", "already");
        assertThat(get("policies")).contains("\"name\":\"vault\"").doesNotContain("argon2");

        assertThat(get("policies/99-1/" + alice.id()))
                .contains(" 200", "\"allowed\":false", "\"code\":\"PIN_REQUIRED\"", "\"rule\":\"SHARED\"")
                .contains("policy vault: needs its PIN", "policy vault: at most 2h at a time", "\"takeOver\":false");
        assertThat(get("policies/99-2/" + alice.id())).contains(" 200", "\"allowed\":true");

        assertThat(post("policies/vault", "{'devices':'99-1','idleTimeout':'5m'}"))
                .contains(" 200", "\"idleTimeout\":\"5m\"", "\"pin\":true")
                .doesNotContain("maxLength");
        assertThat(post("policies/vault/pin", "{'pin':'13579'}")).contains(" 204");
        assertThat(post("policies/vault/unlock", "{'peer':'" + alice.id() + "'}"))
                .contains(" 204");
        assertThat(delete("policies/vault/pin")).contains(" 204");
        assertThat(get("policies/99-1/" + alice.id())).contains("\"allowed\":true");
        assertThat(delete("policies/vault")).contains(" 204");
        assertThat(get("policies/vault")).contains(" 404");
        assertThat(delete("policies/vault")).contains(" 404", "there is no policy 'vault'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "policies | {'name':'p','devices':'*','maxLenght':'2h'} | 400 | unknown maxLenght",
                "policies | {'devices':'*','maxLength':'2h'} | 400 | name must be given",
                "policies | {} | 400 | devices, name must be given",
                "sharing | {'autoShare':'per\\u001bhaps'} | 400 | autoShare cannot be 'per?haps': it is true or false",
                "policies/vault/unlock | {'peer':'nobody'} | 404 | peer nobody is not approved here",
                "policies | {'name':'p','devices':'*'} | 400 | no rule",
                "policies | {'name':'p','devices':'*','windows':'08:00-08:00 UTC'} | 400 | begins and ends at 08:00",
                "policies | {'name':'p','devices':'*','peers':''} | 400 | allow nobody",
                "policies | {'name':'a\\u001b[2J','devices':'*','maxLength':'2h'} | 400 | a policy's name",
                "policies | {'name':'p','devices':'\\u001b[2J','maxLength':'2h'} | 400 | no device pattern",
                "policies/nobody | {'devices':'*','maxLength':'2h'} | 404 | there is no policy",
                "policies/nobody/pin | {'pin':'24680'} | 404 | there is no policy",
                "policies/nobody/paint | {'pin':'24680'} | 400 | unlock",
                "devices/99-1/nickname | {'nickname':'\\u001b[2J'} | 400 | a nickname holds",
                "devices/99-1/nickname | {} | 400 | nickname",
                "devices/99-1/explode | {} | 400 | a device can",
                "devices/7-7/share | {} | 404 | no device here is 7-7",
                "devices/1209:*/undecide | {} | 409 | means 2 devices",
                "sharing | {} | 400 | exactly one of",
                "sharing | {'autoShare':true,'addFilter':'*'} | 400 | exactly one of",
                "sharing | {'addFilter':'nonsense'} | 400 | no device pattern",
                "sharing | {'removeFilter':'1-1'} | 404 | no filter",
            })
    void badInput_isOneClearLine(String path, String json, String status, String why) throws Exception {
        assertThat(post(path, json))
                .contains(" " + status, "{\"error\":\"", why)
                .doesNotContain("\u001b", "Exception", "trace");
        assertThat(get("policies")).endsWith("[]");
    }

    @Test
    void devices_areSharedHiddenAndNamed() throws Exception {
        assertThat(post("devices/99-2/unshare", "{}")).contains(" 200", "\"shared\":false", "\"why\":\"switched off\"");
        assertThat(get("policies/99-2/" + alice.id()))
                .contains("\"code\":\"NO_SUCH_DEVICE\"", "not shared: switched off");
        assertThat(post("devices/99-2/share", "{}")).contains("\"shared\":true", "\"why\":\"switched on\"");
        assertThat(post("devices/99-2/nickname", "{'nickname':'Tty'}")).contains("\"nickname\":\"Tty\"");
        assertThat(post("devices/nickname:tty/undecide", "{}")).contains(" 200", "\"why\":\"setting 99-2\"");
        assertThat(post("devices/99-2/nickname", "{'nickname':''}")).doesNotContain("\"nickname\"");
        assertThat(post("devices/*/unshare", "{}")).contains(" 200").doesNotContain("\"shared\":true");
        assertThat(post("devices/*/share", "{}")).contains(" 200").doesNotContain("\"shared\":false");
    }

    @Test
    void sharing_hasFiltersAndAutoShare() throws Exception {
        assertThat(post("sharing", "{'addFilter':'class:08'}")).contains("\"filters\":[\"class:08\"]");
        assertThat(post("sharing", "{'autoShare':true}")).contains("\"autoShare\":true");
        assertThat(get("sharing")).contains("\"autoShare\":true", "\"filters\":[\"class:08\"]", "99-1");
        assertThat(post("sharing", "{'removeFilter':'class:08'}")).contains("\"filters\":[]");
        assertThat(post("sharing", "{'autoShare':'false'}")).contains("\"autoShare\":false");
    }

    @Test
    void explanation_takesNames_ofDevicesAndPeers() throws Exception {
        assertThat(post("devices/99-1/nickname", "{'nickname':'Front Desk'}")).contains(" 200");

        assertThat(get("policies/front%20desk/ALICE"))
                .contains(" 200", "\"device\":\"99-1 ", "\"peer\":\"" + alice.id(), "\"allowed\":true");
        assertThat(get("policies/99-1/twin")).contains(" 409", "2 peers are called twin");

        assertThat(post("devices/Front%20Desk/nickname", "{'nickname':''}")).contains(" 200");
        assertThat(get("policies/front%20desk/alice")).contains(" 400", "no device pattern");
    }

    @Test
    void explanation_forStrangers_andNoDevice_isRefused() throws Exception {
        assertThat(get("policies/99-1/" + NodeKey.generate().id())).contains(" 404", "not approved");
        assertThat(get("policies/99-1/nobody")).contains(" 404", "peer nobody is not approved", "its name");
        assertThat(get("policies/99-1/%1b%5b2J")).contains(" 404").doesNotContain("\u001b");
        assertThat(get("policies/nonsense/" + alice.id())).contains(" 400", "no device pattern");
        assertThat(get("policies/5-5/" + alice.id())).contains(" 404", "no device here is 5-5");
    }
}
