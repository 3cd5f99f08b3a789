package dev.usbshare.server.session;

import static dev.usbshare.server.session.SessionRig.ALICE;
import static dev.usbshare.server.session.SessionRig.BOB;
import static dev.usbshare.server.session.SessionRig.CAROL;
import static dev.usbshare.server.session.SessionRig.CHIEF;
import static dev.usbshare.server.session.SessionRig.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.server.audit.ServerEvent;
import dev.usbshare.simulation.Loopback;
import dev.usbshare.wire.AttachMode;
import dev.usbshare.wire.CloseCode;
import dev.usbshare.wire.ControlMessage;
import dev.usbshare.wire.LeaseId;
import dev.usbshare.wire.RefusalCode;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A device that does not come back from being opened, or closed, keeps nobody waiting. */
class HangingDeviceTest {

    private static final Duration A_MOMENT = Duration.ofMillis(500);

    private final SessionRig rig = new SessionRig();

    @AfterEach
    void endEverything() {
        rig.close();
    }

    private void assertTold(TestClient client, String... words) {
        assertThat(refusal(client)).isEqualTo(RefusalCode.DEVICE_ERROR);
        assertThat(client.last(ControlMessage.Refused.class).detail()).contains(words);
    }

    @Test
    void openingThatHangs_isRefusedInTime_toThoseWhoWaitToo_andToThoseWhoCome() {
        rig.host.holding = true;
        TestClient alice = rig.connect(ALICE);
        rig.ask(alice, 1, AttachMode.NOW);
        TestClient bob = rig.connect(BOB);
        rig.ask(bob, 1, AttachMode.WAIT);
        rig.pass(HangWatch.OPENING.minus(A_MOMENT.multipliedBy(4)));
        assertThat(alice.hasHeard(ControlMessage.Refused.class)).isFalse();
        assertThat(rig.leases.hanging()).isEmpty();

        rig.pass(A_MOMENT.multipliedBy(4));

        assertTold(alice, "device 99-1 hangs", "not opened within 20 s", "unplug it");
        assertTold(bob, "device 99-1 hangs");
        TestClient chief = rig.connect(CHIEF);
        rig.ask(chief, 1, AttachMode.TAKE_OVER);
        assertTold(chief, "device 99-1 hangs");
        assertThat(rig.leases.waiting()).isZero();
        assertThat(rig.leases.hanging()).singleElement().asString().contains("99-1");
        assertThat(rig.audit.of(ServerEvent.DeviceHangs.class)).hasSize(1);
        assertThat(rig.audit.of(ServerEvent.LeaseEnded.class))
                .as("the log does not have it as granted any more")
                .hasSize(1);
    }

    @Test
    void openingThatComesBackLate_isClosedAgain_andTheDeviceIsFree() {
        rig.host.holding = true;
        TestClient alice = rig.connect(ALICE);
        rig.ask(alice, 1, AttachMode.NOW);
        rig.pass(HangWatch.OPENING);

        rig.host.letGo();
        rig.settle();

        assertThat(alice.heard.stream().filter(ControlMessage.Refused.class::isInstance))
                .hasSize(1);
        assertThat(alice.hasHeard(ControlMessage.Attached.class)).isFalse();
        assertThat(rig.leases.hanging()).isEmpty();
        assertThat(rig.audit.of(ServerEvent.DeviceHangs.class))
                .last()
                .asString()
                .contains("came back");
        assertThat(rig.audit.of(ServerEvent.LeaseEnded.class)).hasSize(1);
        rig.ask(alice, 2, AttachMode.NOW);
        assertThat(alice.last(ControlMessage.Attached.class).request()).isEqualTo(2);
    }

    @Test
    void closingThatHangs_isToldToWhoWaits_andEndsTheLeaseForItsClient() {
        TestClient alice = rig.connect(ALICE);
        LeaseId lease = rig.attach(alice);
        TestClient bob = rig.connect(BOB);
        rig.ask(bob, 1, AttachMode.WAIT);
        rig.host.holdingCloses = true;

        alice.say(new ControlMessage.Detach(2, lease));
        rig.pass(HangWatch.CLOSING.minus(A_MOMENT));
        assertThat(alice.hasHeard(ControlMessage.Detached.class)).isFalse();
        rig.pass(A_MOMENT.multipliedBy(2));

        assertThat(alice.hasHeard(ControlMessage.Detached.class)).isTrue();
        assertTold(bob, "device 99-1 hangs", "not given back within 15 s");
        rig.host.letGo();
        rig.settle();
        assertThat(rig.leases.all()).isEmpty();
        assertThat(rig.audit.of(ServerEvent.LeaseEnded.class)).hasSize(1);
        rig.attach(rig.connect(CAROL));
    }

    @Test
    void sessionThatIsOver_isNotKeptByItsDevice() {
        TestClient alice = rig.connect(ALICE);
        rig.attach(alice);
        rig.host.holdingCloses = true;

        alice.connection().close(CloseCode.OK, "");
        rig.pass(HangWatch.CLOSING.plus(A_MOMENT));

        assertThat(rig.sessions.sessions()).isEmpty();
        assertThat(rig.leases.hanging()).hasSize(1);
    }

    @Test
    void anotherDeviceAtThePlaceOfOneThatHangs_isFree() {
        TestClient alice = rig.connect(ALICE);
        LeaseId lease = rig.attach(alice);
        rig.host.holdingCloses = true;
        alice.say(new ControlMessage.Detach(2, lease));
        rig.pass(HangWatch.CLOSING.plus(A_MOMENT));
        assertThat(rig.leases.hanging()).hasSize(1);

        rig.simulated.unplug(rig.device);
        assertThat(rig.simulated.plug(new Loopback("1"))).isEqualTo(rig.device);
        rig.settle();
        rig.ask(alice, 3, AttachMode.NOW);

        assertThat(alice.last(ControlMessage.Attached.class).request()).isEqualTo(3);
        assertThat(rig.leases.hanging()).isEmpty();
        rig.host.letGo();
        rig.settle();
        assertThat(rig.leases.of(rig.device))
                .as("the late one takes nothing from the new one")
                .isPresent();
    }
}
