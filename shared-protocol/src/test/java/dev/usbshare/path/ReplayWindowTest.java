package dev.usbshare.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReplayWindowTest {

    private final ReplayWindow window = new ReplayWindow();

    @Test
    void numbersInAnyNearOrder_areTakenOnce() {
        assertThat(window.take(1)).isTrue();
        assertThat(window.take(3)).isTrue();
        assertThat(window.take(2)).isTrue();
        assertThat(window.take(2)).isFalse();
        assertThat(window.take(3)).isFalse();
        assertThat(window.take(1)).isFalse();
    }

    @Test
    void zeroAndNegativeNumbers_areNeverTaken() {
        assertThat(window.take(0)).isFalse();
        assertThat(window.take(-1)).isFalse();
        assertThat(window.take(Long.MIN_VALUE)).isFalse();
    }

    @Test
    void farBehind_isOld_andTheEdgeIsNot() {
        assertThat(window.take(100)).isTrue();
        assertThat(window.take(37)).isTrue();
        assertThat(window.take(36)).isFalse();
    }

    @Test
    void greatLeaps_forgetWhatWasSeen_andTakeItNotAgain() {
        assertThat(window.take(5)).isTrue();
        assertThat(window.take(Long.MAX_VALUE)).isTrue();
        assertThat(window.take(5)).isFalse();
        assertThat(window.take(Long.MAX_VALUE)).isFalse();
        assertThat(window.take(Long.MAX_VALUE - 63)).isTrue();
    }

    @Test
    void anyOrder_noNumberTwice() {
        var random = new Random(7);
        Set<Long> taken = new HashSet<>();
        for (long i = 0; i < 50_000; i++) {
            long number = Math.max(1, i / 4 + random.nextInt(100) - 50);
            if (window.take(number)) {
                assertThat(taken.add(number)).isTrue();
            }
        }
        assertThat(taken).hasSizeGreaterThan(10_000);
    }
}
