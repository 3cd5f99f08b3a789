package dev.usbshare.server.policy;

import static dev.usbshare.server.policy.Asked.ALICE;
import static dev.usbshare.server.policy.Asked.BOB;
import static dev.usbshare.server.policy.Asked.NOON;
import static dev.usbshare.server.policy.PolicyText.policy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usbshare.service.store.TestStore;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JdbcPolicyStoreTest {

    private final TestStore database = TestStore.inMemory("server");
    private final JdbcPolicyStore store = new JdbcPolicyStore(database.jdbc(), database.transactions());

    private final DevicePolicy everything = policy(
                    "all",
                    "046d:*, class:08, serial:A'; drop table device_policy;--, nickname:Robert'); --",
                    "peers",
                    ALICE + ", " + BOB,
                    "windows",
                    "Mon-Fri 22:00-06:00 Europe/Berlin; Sat 08:00-12:00 UTC",
                    "maxLength",
                    "2h",
                    "warnings",
                    "10m, 1m",
                    "blockedClasses",
                    "03, 0e/01",
                    "idleTimeout",
                    "90s",
                    "bytesPerSecond",
                    "1500KB",
                    "takeOver",
                    ALICE.toString(),
                    "note",
                    "\"; delete from device_policy where '1'='1")
            .withPin(Optional.of(PinHash.of("1234", new SecureRandom())));

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void policy_comesBackAsItWas() {
        DevicePolicy bare = policy("bare", "*", "takeOver", "nobody");
        store.insert(everything);
        store.insert(bare);

        assertThat(store.policies()).containsExactly(everything, bare);
    }

    @Test
    void update_andDelete() {
        store.insert(everything);
        DevicePolicy changed = policy("all", "*", "maxLength", "1h");

        store.update(List.of(changed));
        assertThat(store.policies()).containsExactly(changed);
        store.delete("x' or '1'='1");
        assertThat(store.policies()).hasSize(1);
        store.delete("all");

        assertThat(store.policies()).isEmpty();
    }

    @Test
    void updateOfSeveral_isAllOrNothing() {
        store.insert(everything);

        assertThatThrownBy(() -> store.update(
                        List.of(policy("all", "*", "maxLength", "1h"), policy("missing", "*", "maxLength", "1h"))))
                .hasMessageContaining("missing");

        assertThat(store.policies()).containsExactly(everything);
    }

    @Test
    void sameNameTwice_isRefused() {
        store.insert(everything);

        assertThatThrownBy(() -> store.insert(everything)).isInstanceOf(RuntimeException.class);
    }

    @Test
    void wrongPins_areKept_forEachPeer_andGoWithTheirPolicy() {
        store.insert(everything);
        store.keep(new PinFailures("all", ALICE, 1, NOON));
        store.keep(new PinFailures("all", ALICE, 2, NOON.plusSeconds(5)));
        store.keep(new PinFailures("all", BOB, 7, NOON.plusMillis(1)));

        assertThat(store.pinFailures())
                .containsExactlyInAnyOrder(
                        new PinFailures("all", ALICE, 2, NOON.plusSeconds(5)),
                        new PinFailures("all", BOB, 7, NOON.plusMillis(1)));
        store.followPinFailures(ALICE, BOB);
        assertThat(store.pinFailures()).containsExactly(new PinFailures("all", BOB, 2, NOON.plusSeconds(5)));
        store.forgetPinFailures("all", Optional.of(ALICE));
        assertThat(store.pinFailures()).hasSize(1);
        store.delete("all");

        assertThat(store.pinFailures()).isEmpty();
    }

    @Test
    void policyThatSomebodyBroke_isNamed_notLeftOut() {
        store.insert(everything);
        database.jdbc()
                .sql("update device_policy set time_windows = 'whenever'")
                .update();

        assertThatThrownBy(store::policies)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("policy all in the database cannot be used")
                .hasMessageContaining("'whenever' is no time window");
    }
}
