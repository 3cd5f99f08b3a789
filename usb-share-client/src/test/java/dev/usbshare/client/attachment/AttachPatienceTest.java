package dev.usbshare.client.attachment;

import static dev.usbshare.client.attachment.AttachmentsFixture.STICK;
import static dev.usbshare.client.attachment.AttachmentsFixture.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.wire.ControlMessage;
import dev.usbshare.wire.RefusalCode;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** How long an attachment may take, and how soon one that did not last is tried again. */
class AttachPatienceTest {

    private static final Duration LEASE_TRAVELS = Duration.ofMillis(20);

    @Test
    void attach_whatTheControllerDoesNotTake_isGivenUpAndGivenBack() {
        try (var client = new AttachmentsFixture()) {
            client.vhci.gate = new CompletableFuture<>();
            client.connect();
            var attached = client.attach(STICK);
            client.advance(Duration.ofSeconds(29));
            assertThat(attached).isNotDone();

            client.advance(Duration.ofSeconds(2));

            assertFails(attached, "not attached within 30 s");
            assertThat(client.leasesGivenBack()).containsExactly(client.lease());
            client.vhci.gate.complete(null);
            client.advance(LEASE_TRAVELS);
            client.assertNothingAttached();
        }
    }

    @Test
    void attach_inTime_staysAttached() {
        try (var client = new AttachmentsFixture()) {
            client.connect();
            client.attach(STICK).join();

            client.advance(Duration.ofMinutes(2));

            assertThat(client.port()).isZero();
        }
    }

    @Test
    void rule_deviceThatIsTakenAwayAtOnce_isTriedEverLater() {
        try (var client = new AttachmentsFixture("*")) {
            client.connect();

            assertAskedAgainAfter(client, Duration.ofMillis(500));
            assertAskedAgainAfter(client, Duration.ofSeconds(1));
            assertAskedAgainAfter(client, Duration.ofSeconds(2));
        }
    }

    @Test
    void rule_deviceThatStayedForAWhile_isTriedSoonAgain() {
        try (var client = new AttachmentsFixture("*")) {
            client.connect();
            assertAskedAgainAfter(client, Duration.ofMillis(500));
            assertAskedAgainAfter(client, Duration.ofSeconds(1));

            client.advance(Duration.ofSeconds(31));

            assertAskedAgainAfter(client, Duration.ofMillis(500));
        }
    }

    private static void assertAskedAgainAfter(AttachmentsFixture client, Duration wait) {
        int before = client.timesAsked();
        client.control.say(new ControlMessage.LeaseEnded(client.lease(), RefusalCode.TAKEN_OVER, "taken away"));
        client.advance(LEASE_TRAVELS);

        client.advance(wait.minus(LEASE_TRAVELS.multipliedBy(2)));
        assertThat(client.timesAsked()).as("before " + wait).isEqualTo(before);

        client.advance(LEASE_TRAVELS.multipliedBy(4));
        assertThat(client.timesAsked()).as("after " + wait).isEqualTo(before + 1);
        assertThat(client.port()).isZero();
    }
}
