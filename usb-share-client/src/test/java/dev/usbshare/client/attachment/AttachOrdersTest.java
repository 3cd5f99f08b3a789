package dev.usbshare.client.attachment;

import static dev.usbshare.client.attachment.AttachmentsFixture.SOON;
import static dev.usbshare.client.attachment.AttachmentsFixture.STICK;
import static dev.usbshare.client.attachment.AttachmentsFixture.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.client.firewall.Occasion;
import dev.usbshare.client.firewall.StatelessGate;
import dev.usbshare.wire.AttachMode;
import dev.usbshare.wire.ControlMessage;
import dev.usbshare.wire.LeaseId;
import dev.usbshare.wire.RefusalCode;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Attaches that wait in a queue, bring a PIN, or do not pass the gate. */
class AttachOrdersTest {

    private static final AttachOrder WAIT = new AttachOrder(AttachMode.WAIT, "4711", new Occasion.ByPerson(false));

    private final AttachmentsFixture client = new AttachmentsFixture();

    @AfterEach
    void close() {
        client.close();
    }

    private AttachmentView begin() {
        var begun = client.attachments.begin(client.server, STICK, WAIT).toCompletableFuture();
        client.advance(SOON);
        return begun.join();
    }

    private void queue() {
        client.control.onAttach = attach -> Optional.of(new ControlMessage.Queued(attach.request(), 2, "laptop"));
        client.connect();
        begin();
    }

    @Test
    void wait_saysSoToTheServer_andShowsThePlaceInLine() {
        queue();

        assertThat(client.control.heard(ControlMessage.Attach.class))
                .containsExactly(new ControlMessage.Attach(asked(), STICK, AttachMode.WAIT, "4711"));
        assertThat(client.list())
                .extracting(AttachmentView::state)
                .containsExactly(new AttachmentState.Queued(2, "laptop"));
        client.control.say(new ControlMessage.Queued(asked(), 1, "tower"));
        client.advance(Duration.ofDays(3));
        assertThat(client.list())
                .extracting(AttachmentView::state)
                .containsExactly(new AttachmentState.Queued(1, "tower"));
    }

    @Test
    void turn_puts_theDeviceOnAPort() {
        queue();

        client.control.say(
                client.granted(client.control.heard(ControlMessage.Attach.class).getFirst()));
        client.advance(SOON);

        assertThat(client.port()).isZero();
    }

    @Test
    void detach_inLine_takesTheRequestBack_andALateGrantIsGivenBack() {
        queue();

        client.detach(client.list().getFirst().id()).join();

        assertThat(client.control.heard(ControlMessage.Cancel.class))
                .containsExactly(new ControlMessage.Cancel(asked()));
        client.control.say(
                client.granted(client.control.heard(ControlMessage.Attach.class).getFirst()));
        client.advance(SOON);
        client.assertNothingAttached();
        assertThat(client.leasesGivenBack()).containsExactly(client.lease());
    }

    @Test
    void whatTheServerWarnsOf_isShown() {
        client.connect();
        client.attach(STICK).join();

        client.control.say(new ControlMessage.LeaseWanted(client.lease(), 1, "tower waits"));
        client.advance(SOON);
        assertThat(client.list())
                .extracting(AttachmentView::notice)
                .containsExactly("1 waiting for this device: tower waits");
        client.control.say(new ControlMessage.LeaseEnding(client.lease(), 60, RefusalCode.TIME_OVER, "closing time"));
        client.control.say(
                new ControlMessage.LeaseEnding(new LeaseId(9, 9), 1, RefusalCode.TIME_OVER, "of another lease"));
        client.advance(SOON);
        assertThat(client.list()).extracting(AttachmentView::notice).containsExactly("ends in 60 s: closing time");
    }

    @Test
    void deviceThatTheGateRefuses_isNotAttached_itsLeaseGivenBack_andRulesLeaveItAlone() {
        var refusal = new StatelessGate(InstantSource.system())
                .admit(AttachmentsFixture.offerThatContradictsItself(), new Occasion.ByPerson(false));
        try (var ruled = new AttachmentsFixture("*")) {
            ruled.admission = refusal;
            ruled.connect();
            ruled.advance(Duration.ofMinutes(10));

            ruled.assertNothingAttached();
            assertThat(ruled.timesAsked()).isEqualTo(1);
            assertThat(ruled.leasesGivenBack()).containsExactly(ruled.lease());
            assertFails(ruled.attach(STICK), "contradicts itself");
        }
    }

    @Test
    void gateThatCannotDecide_letsNothingIn() {
        client.admission = CompletableFuture.failedStage(new IllegalStateException("the disk is full"));
        client.connect();

        assertFails(client.attach(STICK), "the disk is full");

        client.assertNothingAttached();
        assertThat(client.leasesGivenBack()).containsExactly(client.lease());
    }

    @Test
    void gateThatIsSlow_findsTheAttachmentEnded_andNothingHappens() {
        var slow = new CompletableFuture<Void>();
        client.admission = slow;
        client.connect();
        var asked = client.attach(STICK);
        client.detach(client.list().getFirst().id()).join();

        slow.complete(null);
        client.advance(SOON);

        assertFails(asked, "detached by request");
        client.assertNothingAttached();
    }

    private int asked() {
        return client.control.heard(ControlMessage.Attach.class).getFirst().request();
    }
}
