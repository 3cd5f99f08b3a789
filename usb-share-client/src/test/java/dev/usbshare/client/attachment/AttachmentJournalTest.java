package dev.usbshare.client.attachment;

import static dev.usbshare.client.attachment.AttachmentsFixture.SOON;
import static dev.usbshare.client.attachment.AttachmentsFixture.STICK;
import static dev.usbshare.client.attachment.AttachmentsFixture.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.client.audit.ClientEvent;
import dev.usbshare.client.vhci.VhciException;
import dev.usbshare.service.audit.AuditEvent;
import dev.usbshare.wire.CloseCode;
import dev.usbshare.wire.ControlMessage;
import dev.usbshare.wire.RefusalCode;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each device that comes in and goes is told to the audit log once, with whose deed it was and why. */
class AttachmentJournalTest {

    private static final String DEVICE = "1-1 1234:4321";

    private final AttachmentsFixture client = new AttachmentsFixture();

    @AfterEach
    void close() {
        client.close();
    }

    private String server() {
        return client.server.address().nodeId().toString();
    }

    private AuditEvent attachedBy(String actor) {
        return new ClientEvent.DeviceAttached(actor, server(), DEVICE, 0);
    }

    private AuditEvent detachedBy(String actor, String reason) {
        return new ClientEvent.DeviceDetached(actor, server(), DEVICE, reason);
    }

    @Test
    void attachedAndDetachedByAPerson_isToldOnceEach() {
        client.connect();
        int id = client.attach(STICK).join().id();
        assertThat(client.audit.events()).containsExactly(attachedBy("operator"));

        client.detach(id).join();
        client.attachments.stop();
        client.advance(SOON);

        assertThat(client.audit.events())
                .containsExactly(attachedBy("operator"), detachedBy("operator", "detached by request"));
    }

    @Test
    void attachedByARule_andEndedByTheServer_namesBoth() {
        try (var ruled = new AttachmentsFixture("1234:*").connect()) {
            ruled.control.say(new ControlMessage.LeaseEnded(ruled.lease(), RefusalCode.TIME_OVER, "closing time"));
            ruled.advance(SOON);

            String server = ruled.server.address().nodeId().toString();
            assertThat(ruled.audit.events())
                    .startsWith(
                            new ClientEvent.DeviceAttached("system", server, DEVICE, 0),
                            new ClientEvent.DeviceDetached(server, server, DEVICE, "closing time"));
        }
    }

    @Test
    void lostConnection_isTheReason() {
        client.connect();
        client.attach(STICK).join();

        client.control.hangUp(CloseCode.SHUTTING_DOWN);
        client.advance(SOON);

        assertThat(client.audit.events())
                .containsExactly(attachedBy("operator"), detachedBy("system", "the server is stopping"));
    }

    @Test
    void streamsThatEndBeforeTheLease_orTheConnection_areNotTheReason() {
        client.connect();
        client.attach(STICK).join();
        client.control.endEndpoints();
        client.advance(SOON);
        client.control.say(new ControlMessage.LeaseEnded(client.lease(), RefusalCode.TIME_OVER, "closing time"));
        client.advance(SOON);
        client.attach(STICK).join();
        client.control.endEndpoints();
        client.control.hangUp(CloseCode.SHUTTING_DOWN);
        client.advance(Duration.ofSeconds(1));

        assertThat(client.audit.events())
                .containsExactly(
                        attachedBy("operator"),
                        detachedBy(server(), "closing time"),
                        attachedBy("operator"),
                        detachedBy("system", "the server is stopping"));
    }

    @Test
    void streamsThatEndAlone_areTheReason() {
        client.connect();
        client.attach(STICK).join();

        client.control.endEndpoints();
        client.advance(Duration.ofSeconds(1));

        assertThat(client.audit.events())
                .containsExactly(attachedBy("operator"), detachedBy(server(), "the stream of endpoint 0x00 ended"));
    }

    @Test
    void connectionThatIsLostBeforeTheDeviceIsLeased_isTheReason() {
        client.control.onAttach = attach -> Optional.empty();
        client.connect();
        var asked = client.attach(STICK);

        client.control.hangUp(CloseCode.SHUTTING_DOWN);
        client.advance(SOON);

        assertThat(asked)
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .havingRootCause()
                .withMessage("the server is stopping");
    }

    @Test
    void stop_tellsOfEachDevice() {
        client.connect();
        client.attach(STICK).join();

        client.attachments.stop();
        client.advance(SOON);

        assertThat(client.audit.events())
                .containsExactly(attachedBy("operator"), detachedBy("system", "this client is stopping"));
    }

    @Test
    void deviceThatNeverCameToAPort_isNotToldOf() {
        client.vhci.refusal = Optional.of(new VhciException(VhciException.Reason.NO_FREE_PORT, "no free port"));
        client.connect();

        assertFails(client.attach(STICK), "no free port");

        assertThat(client.audit.events()).isEmpty();
    }

    @Test
    void logThatTakesNothing_letsNothingStayAttached() {
        client.audit.diskIsFull(true);
        client.connect();

        assertFails(client.attach(STICK), "the disk is full");

        assertThat(client.leasesGivenBack()).containsExactly(client.lease());
        client.assertNothingAttached();
    }

    @Test
    void detachedWhileTheLogIsSlow_isToldInOrder_andStaysDetached() {
        var disk = new CompletableFuture<Void>();
        client.audit.diskIsSlow(disk);
        client.connect();
        var asked = client.attach(STICK);
        assertThat(asked).isNotDone();

        client.detach(client.list().getFirst().id()).join();
        disk.complete(null);
        client.advance(SOON);

        assertFails(asked, "detached by request");
        assertThat(client.audit.events())
                .containsExactly(attachedBy("operator"), detachedBy("operator", "detached by request"));
        client.assertNothingAttached();
    }
}
