package dev.usbshare.client.attachment;

import static dev.usbshare.client.attachment.AttachmentsFixture.SOON;
import static dev.usbshare.client.attachment.AttachmentsFixture.STICK;
import static dev.usbshare.client.attachment.AttachmentsFixture.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.client.vhci.VhciException;
import dev.usbshare.usb.BusId;
import dev.usbshare.wire.CloseCode;
import dev.usbshare.wire.ControlMessage;
import dev.usbshare.wire.LeaseId;
import dev.usbshare.wire.RefusalCode;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Attachments that a person asks for. */
class AttachmentsTest {

    private final AttachmentsFixture client = new AttachmentsFixture();

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void attach_putsTheDeviceOnAPort() {
        client.connect();

        AttachmentView view = client.attach(STICK).join();

        assertThat(view.state()).isEqualTo(new AttachmentState.Attached(0));
        assertThat(view.server()).isEqualTo("desk");
        assertThat(client.list()).extracting(AttachmentView::id).containsExactly(view.id());
        assertThat(client.attachments.attachedCount()).isEqualTo(1);
        assertThat(client.vhci.holds(0)).isTrue();
    }

    @Test
    void attach_whileTheDeviceIsOnItsWay_isRefused() {
        client.control.onAttach = attach -> Optional.empty();
        client.connect();
        var first = client.attach(STICK);

        assertFails(client.attach(STICK), "1-1 of desk is attached or on its way already");

        assertThat(first).isNotDone();
        assertThat(client.timesAsked()).isEqualTo(1);
    }

    @Test
    void attach_whileTheDeviceIsAttached_isRefused() {
        client.connect();
        client.attach(STICK).join();

        assertFails(client.attach(STICK), "attached or on its way already");

        assertThat(client.port()).isZero();
    }

    @Test
    void attach_deviceThatIsNotOffered_isRefused() {
        client.connect();

        assertFails(client.attach(new BusId("1-9")), "desk offers no device 1-9");
    }

    @Test
    void attach_withoutAConnection_isRefused() {
        assertFails(client.attach(STICK), "not connected to desk");
    }

    @ParameterizedTest
    @CsvSource({"BUSY, program fwupd holds it, program fwupd holds it", "LEASED, '', LEASED"})
    void attach_refusedByTheServer_failsWithItsWords_andIsNotTriedAgain(RefusalCode code, String detail, String text) {
        client.control.onAttach = attach -> Optional.of(new ControlMessage.Refused(attach.request(), code, detail));
        client.connect();

        assertFails(client.attach(STICK), text);

        client.advance(SOON.multipliedBy(300));
        assertThat(client.timesAsked()).isEqualTo(1);
        client.assertNothingAttached();
    }

    @Test
    void attach_whenTheServerGoes_failsWithTheReason() {
        client.control.onAttach = attach -> Optional.empty();
        client.connect();
        var asked = client.attach(STICK);

        client.control.hangUp(CloseCode.SHUTTING_DOWN);
        client.advance(SOON);

        assertFails(asked, "the server is stopping");
        client.assertNothingAttached();
    }

    @Test
    void attach_refusedByTheKernel_failsWithItsWords_andGivesTheLeaseBack() {
        client.vhci.refusal = Optional.of(new VhciException(VhciException.Reason.NO_FREE_PORT, "no free port"));
        client.connect();

        assertFails(client.attach(STICK), "no free port");

        assertThat(client.leasesGivenBack()).containsExactly(client.lease());
        client.assertNothingAttached();
    }

    @Test
    void detach_freesThePortAndTheLease() {
        client.connect();
        int id = client.attach(STICK).join().id();

        assertThat(client.detach(id)).isCompleted();

        assertThat(client.leasesGivenBack()).containsExactly(client.lease());
        client.assertNothingAttached();
    }

    @Test
    void detach_beforeTheLeaseIsGranted_givesItBackWhenItComes() {
        client.control.onAttach = attach -> Optional.empty();
        client.connect();
        var asked = client.attach(STICK);
        client.detach(client.list().getFirst().id());
        assertFails(asked, "detached by request");

        client.control.say(
                client.granted(client.control.heard(ControlMessage.Attach.class).getFirst()));
        client.advance(SOON);

        assertThat(client.leasesGivenBack()).containsExactly(client.lease());
        client.assertNothingAttached();
    }

    @Test
    void detach_whileThePortIsBeingTaken_leavesNothingBehind() {
        client.vhci.gate = new CompletableFuture<>();
        client.connect();
        var asked = client.attach(STICK);
        assertThat(client.list().getFirst().state()).isEqualTo(new AttachmentState.Preparing());
        client.detach(client.list().getFirst().id());
        assertFails(asked, "detached by request");

        client.vhci.gate.complete(null);
        client.advance(SOON);

        assertThat(client.leasesGivenBack()).containsExactly(client.lease());
        client.assertNothingAttached();
    }

    @Test
    void detach_whatIsNotThere_isRefused() {
        client.connect();

        assertFails(client.detach(7), "there is no attachment 7");
    }

    @Test
    void attachAgain_afterADetach_works() {
        client.connect();
        client.detach(client.attach(STICK).join().id());

        assertThat(client.attach(STICK)).isCompleted();

        assertThat(client.port()).isZero();
    }

    @Test
    void serverVanishes_theAttachmentEnds_andIsNotMadeAgainUnasked() {
        client.connect();
        client.attach(STICK).join();
        client.network.cutForever();

        client.advance(SOON.multipliedBy(250));
        client.assertNothingAttached();

        client.network.restore();
        client.connectAgain();
        client.assertNothingAttached();
    }

    @Test
    void leaseEndedByTheServer_endsTheAttachment() {
        client.connect();
        client.attach(STICK).join();

        client.control.say(new ControlMessage.LeaseEnded(client.lease(), RefusalCode.DEVICE_GONE, "unplugged"));
        client.advance(SOON);

        client.assertNothingAttached();
    }

    @Test
    void endOfALeaseThatIsNotOurs_changesNothing() {
        client.connect();
        client.attach(STICK).join();

        client.control.say(new ControlMessage.LeaseEnded(new LeaseId(9, 9), RefusalCode.DEVICE_GONE, ""));
        client.advance(SOON);

        assertThat(client.port()).isZero();
    }

    @Test
    void stop_endsEverythingAndBeginsNothing() {
        client.connect();
        client.attach(STICK).join();

        client.attachments.stop();
        client.advance(SOON);

        assertThat(client.leasesGivenBack()).containsExactly(client.lease());
        client.assertNothingAttached();
        assertFails(client.attach(STICK), "this client is stopping");
    }
}
