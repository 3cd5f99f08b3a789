package dev.usbshare.server.policy;

import static dev.usbshare.server.policy.Asked.ALICE;
import static dev.usbshare.server.policy.PolicyText.form;
import static dev.usbshare.server.policy.PolicyText.policy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usbshare.usb.ClassPattern;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyFormTest {

    private static void assertRefused(PolicyForm form, String... parts) {
        assertThatThrownBy(() -> form.read(Optional.empty()))
                .isInstanceOf(PolicyException.class)
                .satisfies(e -> assertThat(e.getMessage()).contains(parts))
                .satisfies(
                        e -> assertThat(String.valueOf(e.getMessage()).lines()).hasSize(1))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\u001b", "\u202e", "\n"));
    }

    @Test
    void everyRule_isRead() {
        DevicePolicy policy = policy(
                "all-1.x",
                "046d:*, 1-1",
                "peers",
                ALICE.toString(),
                "windows",
                "Mon 08:00-09:00 UTC; Tue 10:00-11:00 UTC",
                "maxLength",
                "90m",
                "warnings",
                "30s, 10m",
                "blockedClasses",
                "08, 03/01",
                "idleTimeout",
                "300s",
                "bytesPerSecond",
                "5MB",
                "takeOver",
                "nobody",
                "note",
                " for the lab ");

        assertThat(policy.devices()).hasSize(2);
        assertThat(policy.peers().orElseThrow()).containsExactly(ALICE);
        assertThat(policy.windows()).hasSize(2);
        assertThat(policy.maxLength()).contains(Duration.ofMinutes(90));
        assertThat(policy.warnings()).containsExactly(Duration.ofMinutes(10), Duration.ofSeconds(30));
        assertThat(policy.blockedClasses()).containsExactly(ClassPattern.parse("08"), ClassPattern.parse("03/01"));
        assertThat(policy.bytesPerSecond()).isEqualTo(5 << 20);
        assertThat(policy.takeOver().orElseThrow()).isEmpty();
        assertThat(policy.note()).isEqualTo("for the lab");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "-x",
                "a b",
                "a/b",
                "x'; drop table device_policy; --",
                "a\u001b[2Jb",
                "\u202ereversed",
                "ünïcode",
                "a\nb",
                "0123456789012345678901234567890123456789012345678901234567890123x"
            })
    void nameThatIsMoreThanAName_isRefused_andNotEchoed(String name) {
        assertRefused(form(name, "*", "maxLength", "1h"), "a policy's name has");
    }

    @ParameterizedTest
    @ValueSource(strings = {"line\nbreak", "esc \u001b[31mred", "bell \u0007", "turn \u202e around", "zero\u200bwidth"})
    void noteThatCouldActOnATerminal_isRefused(String note) {
        assertRefused(form("p", "*", "maxLength", "1h", "note", note), "policy p: note", "U+", "leave it out");
    }

    @Test
    void noteWithSql_isOnlyText() {
        String note = "'; drop table device_policy; --";

        assertThat(policy("p", "*", "maxLength", "1h", "note", note).note()).isEqualTo(note);
    }

    @ParameterizedTest
    @CsvSource({
        "peers, '', allow nobody",
        "peers, 'abc', 52 base32 characters",
        "windows, '', no time window",
        "windows, 'Mon 08:00-08:00 UTC', begins and ends at 08:00",
        "maxLength, 'soon', no duration",
        "maxLength, '0s', not between",
        "maxLength, '30000', has no unit",
        "maxLength, '-1h', not between",
        "maxLength, '10000d', not between",
        "maxLength, '1h,2h', too many",
        "blockedClasses, '8', no USB class",
        "bytesPerSecond, 'fast', no size",
        "bytesPerSecond, '-5MB', below 1KB",
        "bytesPerSecond, '0', below 1KB",
        "takeOver, '', is unclear",
        "takeOver, 'everybody', base32",
    })
    void ruleThatCannotBeRead_isNamed(String rule, String text, String why) {
        assertRefused(form("p", "*", rule, text), "policy p: " + rule, why);
    }

    @Test
    void quotedInput_cannotActOnATerminal() {
        assertRefused(form("p", "\u001b[2J\u202e"), "devices", "no device pattern");
        assertRefused(form("p", "*", "windows", "Mon\u001b[31m 08:00-09:00 UTC"), "windows", "no time window");
    }

    @Test
    void moreThanAPersonWrites_isRefused() {
        assertRefused(form("p", "1-1,".repeat(5000) + "1-1"), "longer than");
        var patterns = new StringBuilder("1-1");
        for (int i = 2; i <= 65; i++) {
            patterns.append(",1-").append(i);
        }
        assertRefused(form("p", patterns.toString()), "more than 64 entries");
    }

    @ParameterizedTest
    @CsvSource({
        "maxLength, 1h, warnings, 1h, warnings, maxLength",
        "maxLength, 1h, warnings, '2h,1m', warnings, maxLength",
        "idleTimeout, 1h, warnings, 1m, warnings, neither maxLength nor windows",
        "maxLength, 1h, idleTimeout, 1h, idleTimeout, maxLength",
    })
    void contradictionWithinAPolicy_namesBothRules(
            String one, String text, String other, String otherText, String named, String alsoNamed) {
        assertRefused(form("p", "*", one, text, other, otherText), "policy p", named, alsoNamed);
    }

    @Test
    void contradictions_ofPeersAndClasses_nameBothRules() {
        assertRefused(form("p", "*", "peers", ALICE.toString(), "takeOver", Asked.BOB.toString()), "takeOver", "peers");
        assertRefused(form("p", "class:08/06", "blockedClasses", "08"), "blockedClasses", "devices");
        assertRefused(form("p", "*"), "no rule");
    }
}
