package dev.usbshare.server.policy;

import static dev.usbshare.server.policy.Asked.ALICE;
import static dev.usbshare.server.policy.Asked.BOB;
import static dev.usbshare.server.policy.Asked.NOON;
import static dev.usbshare.server.policy.PolicyText.policy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyContradictionsTest {

    private static void check(DevicePolicy... policies) throws PolicyException {
        PolicyContradictions.between(List.of(policies), policies[policies.length - 1], NOON);
    }

    private static void assertConflict(String text, DevicePolicy... policies) {
        assertThatThrownBy(() -> check(policies))
                .isInstanceOfSatisfying(
                        PolicyException.class, e -> assertThat(e.kind()).isEqualTo(PolicyException.Kind.CONFLICT))
                .hasMessageContaining(text);
    }

    @ParameterizedTest
    @CsvSource({
        "08:00-12:00 UTC, 12:00-18:00 UTC",
        "Mon 00:00-24:00 UTC, Tue 00:00-24:00 UTC",
        "Sat 22:00-02:00 Europe/Berlin, Sun 02:00-12:00 Europe/Berlin",
        "09:00-10:00 Asia/Kathmandu, 09:00-10:00 America/New_York",
    })
    void windowsThatNeverOverlap_areRefused_namingBothPolicies(String one, String other) {
        assertConflict(
                "policies b and a have time windows that never overlap",
                policy("a", "*", "windows", one),
                policy("b", "046d:*", "windows", other));
    }

    @ParameterizedTest
    @CsvSource({
        "08:00-12:01 UTC, 12:00-18:00 UTC",
        "Mon-Fri 22:00-06:00 UTC, Sat 05:59-06:00 UTC",
        // Only half of the year.
        "08:00-09:00 Europe/Berlin, 08:00-09:00 Africa/Lagos",
    })
    void windowsThatOverlapSometime_areAccepted(String one, String other) {
        assertThatCode(() -> check(policy("a", "*", "windows", one), policy("b", "*", "windows", other)))
                .doesNotThrowAnyException();
    }

    @Test
    void threePolicies_thatOverlapInPairsOnly_areRefused() {
        assertConflict(
                "never overlap",
                policy("a", "*", "windows", "08:00-12:00 UTC"),
                policy("b", "*", "windows", "11:00-15:00 UTC"),
                policy("c", "*", "windows", "14:00-18:00 UTC; 08:00-09:00 UTC"));
    }

    @Test
    void peersWithoutOneInCommon_areRefused() {
        assertConflict(
                "policies b and a allow no peer in common",
                policy("a", "046d:c31c", "peers", ALICE.toString()),
                policy("b", "046d:*", "peers", BOB.toString()));
    }

    @Test
    void twoPins_forTheSameDevices_areRefused() {
        var pin = Optional.of(PinHash.of("1234", new SecureRandom()));

        assertConflict(
                "both have a PIN",
                policy("a", "*", "idleTimeout", "1m").withPin(pin),
                policy("b", "1-1", "idleTimeout", "1m").withPin(pin));
    }

    @Test
    void policiesThatMayNeverMeet_doNotContradict() {
        assertThatCode(() -> check(
                        policy("a", "046d:*", "peers", ALICE.toString(), "windows", "08:00-12:00 UTC"),
                        policy("b", "class:03", "peers", BOB.toString(), "windows", "12:00-18:00 UTC")))
                .doesNotThrowAnyException();
    }
}
