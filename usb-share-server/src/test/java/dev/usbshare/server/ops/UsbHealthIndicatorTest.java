package dev.usbshare.server.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.server.session.SessionRig;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/** Health turns when a device hangs, and back when it comes back. */
class UsbHealthIndicatorTest {

    private final SessionRig rig = new SessionRig();
    private final UsbHealthIndicator indicator =
            new UsbHealthIndicator(new UsbSide(rig.host(), null, List.of()), rig.catalog(), rig.leases());

    @AfterEach
    void close() {
        rig.close();
    }

    private Health health() {
        Health health = indicator.health(true);
        assertThat(health).isNotNull();
        return health;
    }

    @Test
    void deviceThatHangs_turnsHealth_untilItComesBack() {
        assertThat(health().getStatus()).isEqualTo(Status.UP);
        assertThat(health().getDetails()).containsEntry("devices", 1).doesNotContainKey("hanging");

        rig.deviceHangs();

        assertThat(health().getStatus()).isEqualTo(Status.DOWN);
        assertThat(health().getDetails().get("hanging"))
                .asString()
                .contains("device 99-1 hangs", "not opened within 20 s", "unplug it");

        rig.deviceComesBack();

        assertThat(health().getStatus()).isEqualTo(Status.UP);
        assertThat(health().getDetails()).doesNotContainKey("hanging");
    }
}
