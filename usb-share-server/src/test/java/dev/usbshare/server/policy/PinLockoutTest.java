package dev.usbshare.server.policy;

import static dev.usbshare.server.policy.Asked.ALICE;
import static dev.usbshare.server.policy.Asked.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PinLockoutTest {

    private final TestTime time = new TestTime();
    private final MemoryPolicyStore store = new MemoryPolicyStore();
    private PinLockout lockout = fresh();

    private PinLockout fresh() {
        return new PinLockout(store, time.wall, time::nanoTime);
    }

    private void wrong(int times) {
        for (int i = 0; i < times; i++) {
            lockout.wrong("p", ALICE);
        }
    }

    private Duration remaining() {
        return lockout.remaining("p", ALICE);
    }

    @ParameterizedTest
    @CsvSource({
        "1, PT0S",
        "4, PT0S",
        "5, PT30S",
        "6, PT1M",
        "7, PT2M",
        "11, PT32M",
        "16, PT17H4M",
        "17, PT24H",
        "1000, PT24H"
    })
    void pause_growsWithEachWrongPin_upToADay(int failures, Duration pause) {
        assertThat(PinLockout.pauseAfter(failures)).isEqualTo(pause);
    }

    @Test
    void triesAreFree_untilThePauseBegins() {
        assertThat(lockout.wrong("p", ALICE)).isEqualTo(4);
        wrong(3);
        assertThat(remaining()).isZero();

        assertThat(lockout.wrong("p", ALICE)).isZero();

        assertThat(remaining()).isEqualTo(Duration.ofSeconds(30));
        time.pass(Duration.ofSeconds(29));
        assertThat(remaining()).isEqualTo(Duration.ofSeconds(1));
        time.pass(Duration.ofSeconds(1));
        assertThat(remaining()).isZero();
    }

    @Test
    void onePeer_doesNotLockOutAnother_norAnotherPin() {
        wrong(9);

        assertThat(lockout.remaining("p", BOB)).isZero();
        assertThat(lockout.remaining("q", ALICE)).isZero();
    }

    @Test
    void rightPin_endsTheCount() {
        wrong(4);
        lockout.right("p", ALICE);
        wrong(4);

        assertThat(remaining()).isZero();
        assertThat(store.failures).hasSize(1);
    }

    @Test
    void wallClockThatIsSetForward_doesNotEndAPause() {
        wrong(6);

        time.wall.jump(Duration.ofHours(5));

        assertThat(remaining()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void wallClockThatIsSetBack_doesNotProlongAPause() {
        wrong(6);

        time.wall.jump(Duration.ofHours(-5));
        time.pass(Duration.ofMinutes(1));

        assertThat(remaining()).isZero();
    }

    @Test
    void restart_endsNoPause_andForgetsNoTries() {
        wrong(6);
        time.pass(Duration.ofSeconds(20));

        lockout = fresh();

        assertThat(remaining()).isEqualTo(Duration.ofSeconds(40));
        lockout.wrong("p", ALICE);
        assertThat(remaining()).as("the seventh").isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void restartWithAClockFarBack_pausesOnceMore_butNotForYears() {
        wrong(6);
        time.wall.jump(Duration.ofDays(-20_000));

        lockout = fresh();

        assertThat(remaining()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void wrongPinThatCannotBeKept_countsAllTheSame() {
        wrong(4);
        store.full = true;

        assertThatThrownBy(() -> lockout.wrong("p", ALICE)).hasMessageContaining("full");

        assertThat(remaining()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void personEndsPauses_ofOnePeerOrAll() {
        wrong(6);
        lockout.wrong("p", BOB);

        lockout.forget("p", Optional.of(ALICE));

        assertThat(remaining()).isZero();
        assertThat(store.failures)
                .singleElement()
                .satisfies(f -> assertThat(f.peer()).isEqualTo(BOB));
        lockout.forget("p", Optional.empty());
        assertThat(store.failures).isEmpty();
    }

    @Test
    void newIdentityOfAPeer_inheritsItsTries() {
        wrong(6);

        lockout.follow(ALICE, BOB);

        assertThat(lockout.remaining("p", BOB)).isEqualTo(Duration.ofMinutes(1));
        assertThat(store.failures)
                .singleElement()
                .satisfies(f -> assertThat(f.peer()).isEqualTo(BOB));
    }
}
