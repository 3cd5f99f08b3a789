package dev.usbshare.client.attachment;

import static dev.usbshare.client.attachment.AttachmentsFixture.SOON;
import static dev.usbshare.client.attachment.AttachmentsFixture.STICK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.client.audit.ClientEvent;
import dev.usbshare.client.remote.ConnectMode;
import dev.usbshare.wire.ControlMessage;
import dev.usbshare.wire.RefusalCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Attachments that a rule asks for: made when they can be, made again where that may help, left alone where not. */
class AttachRulesTest {

    /** Two rules that both name the only device. */
    private final AttachmentsFixture client = new AttachmentsFixture("1234:*", "1-1");

    @AfterEach
    void close() {
        client.close();
    }

    private void plugAgain() {
        client.control.say(new ControlMessage.DeviceLeft(STICK));
        client.control.say(new ControlMessage.DeviceArrived(AttachmentsFixture.device()));
        client.advance(SOON);
    }

    @Test
    void deviceThatTwoRulesName_isAttachedOnce() {
        client.connect();

        client.advance(Duration.ofSeconds(1));

        assertThat(client.port()).isZero();
        assertThat(client.timesAsked()).isEqualTo(1);
    }

    @Test
    void deviceThatNoRuleNames_isLeftAlone() {
        try (var other = new AttachmentsFixture("4321:*").connect()) {
            other.advance(Duration.ofSeconds(1));

            assertThat(other.timesAsked()).isZero();
        }
    }

    @Test
    void refusedDevice_isTriedAgain_afterWaitsThatGrow() {
        List<Duration> asked = new ArrayList<>();
        client.control.onAttach = attach -> {
            asked.add(client.network.executor().now());
            return Optional.of(
                    asked.size() < 5
                            ? new ControlMessage.Refused(attach.request(), RefusalCode.BUSY, "")
                            : client.granted(attach));
        };

        client.connect();
        client.advance(Duration.ofSeconds(10));

        assertThat(client.port()).isZero();
        assertThat(asked).hasSize(5);
        assertThat(waitsBetween(asked)).containsExactly(500L, 1000L, 2000L, 2000L);
    }

    private static List<Long> waitsBetween(List<Duration> moments) {
        List<Long> waits = new ArrayList<>();
        for (int i = 1; i < moments.size(); i++) {
            waits.add(moments.get(i).minus(moments.get(i - 1)).toMillis());
        }
        return waits;
    }

    @Test
    void serverVanishes_theDeviceIsAttachedAgain_whenItIsBack() {
        client.connect();
        assertThat(client.port()).isZero();
        client.network.cutForever();
        client.advance(Duration.ofSeconds(25));
        client.assertNothingAttached();

        client.network.restore();
        client.connectAgain();

        assertThat(client.port()).isZero();
    }

    @Test
    void detachedByAPerson_staysDetached_untilItIsPluggedInAgain() {
        client.connect();
        client.detach(client.list().getFirst().id());
        client.control.say(new ControlMessage.Catalog(client.control.devices));
        client.advance(Duration.ofSeconds(10));
        client.assertNothingAttached();

        plugAgain();

        assertThat(client.port()).isZero();
    }

    @ParameterizedTest
    @EnumSource(names = {"WITHDRAWN", "IDLE_TOO_LONG"})
    void takenBackByTheServer_staysDetached_untilItIsOfferedAgain(RefusalCode code) {
        client.connect();
        client.control.say(new ControlMessage.LeaseEnded(client.lease(), code, ""));
        client.advance(Duration.ofMinutes(5));
        client.assertNothingAttached();

        plugAgain();

        assertThat(client.port()).isZero();
    }

    @Test
    void timeThatIsOver_isAskedForAgain() {
        client.connect();
        client.control.say(new ControlMessage.LeaseEnded(client.lease(), RefusalCode.TIME_OVER, ""));
        client.advance(Duration.ofSeconds(10));

        assertThat(client.port()).isZero();
    }

    @Test
    void unplugged_isAttachedAgain_whenItIsPluggedIn() {
        client.connect();
        client.control.say(new ControlMessage.LeaseEnded(client.lease(), RefusalCode.DEVICE_GONE, "unplugged"));
        client.control.say(new ControlMessage.DeviceLeft(STICK));
        client.advance(SOON);
        client.assertNothingAttached();

        client.control.say(new ControlMessage.DeviceArrived(AttachmentsFixture.device()));
        client.advance(SOON);

        assertThat(client.port()).isZero();
    }

    @Test
    void serverWhoseDevicesAreAllWanted_hasThemAttached_withoutARule() {
        try (var all = new AttachmentsFixture()) {
            all.server.setMode(ConnectMode.AUTO_DEVICES);
            all.connect();

            assertThat(all.port()).isZero();
            all.detach(all.list().getFirst().id());
            all.advance(Duration.ofSeconds(10));
            all.assertNothingAttached();
        }
    }

    @Test
    void modeThatWantsAllDevices_attachesWhatIsThere() {
        try (var later = new AttachmentsFixture().connect()) {
            later.assertNothingAttached();

            later.server.setMode(ConnectMode.AUTO_DEVICES);
            later.attachments.applyRules(later.server);
            later.advance(SOON);

            assertThat(later.port()).isZero();
        }
    }

    @Test
    void deviceThatComesAndGoesWithoutEnd_doesNotFillTheAuditLog_andAPersonMayAttachItAllTheSame() {
        client.connect();
        for (int i = 0; i < 500 || !client.list().isEmpty(); i++) {
            client.control.say(new ControlMessage.LeaseEnded(client.lease(), RefusalCode.DEVICE_GONE, "unplugged"));
            plugAgain();
        }

        int attached = client.audit.events(ClientEvent.DeviceAttached.class).size();
        assertThat(attached).isBetween(RulePace.BURST, RulePace.BURST + 20);
        client.assertNothingAttached();
        assertThat(client.attach(STICK)).isCompleted();
        client.detach(client.list().getFirst().id());
        plugAgain();
        client.advance(RulePace.EVERY.multipliedBy(2));
        assertThat(client.port()).isZero();
    }

    @Test
    void stop_leavesADeviceThatComesAlone() {
        client.connect();
        client.attachments.stop();
        client.advance(SOON);

        plugAgain();

        client.assertNothingAttached();
        assertThat(client.timesAsked()).isEqualTo(1);
    }
}
