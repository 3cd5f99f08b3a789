package dev.usbshare.server.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.identity.NodeId;
import dev.usbshare.quic.ManualEventExecutor;
import dev.usbshare.usb.BusId;
import org.junit.jupiter.api.Test;

class BandwidthLimitsTest {

    private static final NodeId ALICE = NodeId.of(new byte[NodeId.BYTES]);
    private static final BusId DEVICE = new BusId("1-1");

    private final ManualEventExecutor executor = new ManualEventExecutor();

    @Test
    void stricterOfTermsAndSettings_counts_andNoneIsNoLimit() {
        var limits = new BandwidthLimits(executor, 0, 0, 1000);

        assertThat(limits.strictest(0)).isEqualTo(1000);
        assertThat(limits.strictest(500)).isEqualTo(500);
        assertThat(limits.strictest(5000)).isEqualTo(1000);
        assertThat(BandwidthLimits.none(executor).strictest(0)).isZero();
    }

    @Test
    void leaseOfTheSameDeviceAgain_hasTheSameDebt() {
        var limits = new BandwidthLimits(executor, 0, 0, 1000);
        var first = limits.take(ALICE, DEVICE);
        var whileItEnds = limits.take(ALICE, DEVICE);
        limits.release(ALICE, DEVICE);

        assertThat(limits.take(ALICE, DEVICE)).isSameAs(first).isSameAs(whileItEnds);
    }

    @Test
    void whatIsClearAndUnused_isForgotten() {
        var limits = new BandwidthLimits(executor, 0, 0, 1000);
        var first = limits.take(ALICE, DEVICE);
        limits.release(ALICE, DEVICE);

        assertThat(limits.take(ALICE, DEVICE)).isNotSameAs(first);
    }

    @Test
    void otherLimits_countAtOnce_withinWhatALeaseSays() {
        var limits = new BandwidthLimits(executor, 0, 0, 1000);
        limits.take(ALICE, DEVICE);
        limits.terms(ALICE, DEVICE, 500);

        limits.change(0, 0, 100);
        assertThat(limits.limitOf(ALICE, DEVICE)).isEqualTo(100);

        limits.change(0, 0, 0);
        assertThat(limits.limitOf(ALICE, DEVICE)).isEqualTo(500);
        limits.terms(ALICE, DEVICE, 0);
        assertThat(limits.limitOf(ALICE, DEVICE)).isZero();

        limits.change(7_000, 3_000, 0);
        assertThat(limits.limitOf(ALICE, DEVICE)).isEqualTo(3_000);
        assertThat(limits.limitOf(ALICE, new BusId("1-2")))
                .as("of whom it does not know")
                .isEqualTo(3_000);
        limits.change(2_000, 3_000, 0);
        assertThat(limits.limitOf(ALICE, DEVICE)).isEqualTo(2_000);
    }
}
