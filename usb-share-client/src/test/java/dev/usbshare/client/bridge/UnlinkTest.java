package dev.usbshare.client.bridge;

import static dev.usbshare.client.bridge.BridgeFixture.BULK_IN;
import static dev.usbshare.client.bridge.BridgeFixture.BULK_OUT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.client.vhci.inprocess.KernelUrb;
import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.IsoPackets;
import dev.usbshare.usb.UrbStatus;
import dev.usbshare.wire.Frame;
import dev.usbshare.wire.FrameEncoder;
import dev.usbshare.wire.WireLimits;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The cases of {@code vhci_urb_dequeue} and {@code vhci_rx.c}, by the kernel's own numbers, and what follows them. */
class UnlinkTest {

    private final BridgeFixture f = new BridgeFixture().ready();
    private final ScriptedStream bulkIn = f.server.stream(0x81);
    private final ScriptedStream bulkOut = f.server.stream(0x02);

    @AfterEach
    void endTheBridge() {
        f.bridge().close();
        f.loop.runUntilIdle();
    }

    @Test
    void unlink_case1a_notUnlinking_isGivenBackNormally() {
        KernelUrb urb = f.in(BULK_IN, 64);

        bulkIn.completeIn(urb.seqnum(), 0, (byte) 1);

        f.assertAlive();
        assertThat(urb.inData()).containsExactly(1);
        assertThat(bulkIn.unlinks).isEmpty();
    }

    @Test
    void unlink_case1b_completionWritten_isGivenBackThenUnlinkAnsweredZero() {
        KernelUrb urb = f.in(BULK_IN, 64);
        f.port().pauseReceiving(true);
        bulkIn.completeIn(urb.seqnum(), 0, (byte) 1);
        f.loop.runUntilIdle();

        f.unlink(urb);
        f.port().pauseReceiving(false);

        f.assertAlive();
        assertThat(urb.status()).isEqualTo(UrbStatus.OK);
        assertThat(urb.inData()).containsExactly(1);
        assertThat(f.port().isIdle()).isTrue();
        assertThat(bulkIn.unlinks).isEmpty();
    }

    @Test
    void unlink_case2a_stillPending_isGivenBackAtOnce() {
        KernelUrb urb = f.in(BULK_IN, 64);

        f.unlink(urb);

        f.assertAlive();
        assertThat(urb.status()).isEqualTo(UrbStatus.ECONNRESET);
        assertThat(f.port().isIdle())
                .as("no round trip to the server is waited for")
                .isTrue();
    }

    @Test
    void unlink_case2b_alreadyGivenBack_isIgnoredByTheKernel() {
        KernelUrb urb = f.in(BULK_IN, 64);
        bulkIn.completeIn(urb.seqnum(), 0);
        f.loop.runUntilIdle();

        f.unlink(urb);

        f.assertAlive();
        assertThat(bulkIn.unlinks).isEmpty();
    }

    @Test
    void unlink_case3a_inSubmission_isForwardedOnItsStream() {
        KernelUrb urb = f.in(BULK_IN, 64);

        f.unlink(urb);

        assertThat(bulkIn.unlinks).containsExactly(urb.seqnum());
        assertThat(bulkIn.frames).hasSize(2).last().isInstanceOf(Frame.Unlink.class);
        assertThat(f.bridge().inFlightUrbs()).as("the server still has it").isEqualTo(1);
        assertThat(f.listener.unlinked).isEqualTo(1);
    }

    @Test
    void unlink_case3b_neverSeen_isAnsweredZero() {
        KernelUrb refused = f.in(new EndpointAddress(0x8f), 64);

        f.unlink(refused);

        f.assertAlive();
        assertThat(refused.status()).isEqualTo(UrbStatus.ENOENT);
        assertThat(f.port().isIdle()).isTrue();
    }

    @Test
    void completion_afterUnlink_isNotTold() {
        KernelUrb urb = f.in(BULK_IN, 64);
        f.unlink(urb);

        bulkIn.completeIn(urb.seqnum(), 0, new byte[64]);
        bulkIn.unlinked(urb.seqnum());

        f.assertAlive();
        assertThat(f.bridge().inFlightUrbs()).isZero();
        assertThat(f.bridge().inFlightBytes()).isZero();
        assertThat(f.givenBack).containsExactly(urb);
    }

    @Test
    void completion_afterUnlinkOfOutUrb_leavesTheStreamInStep() {
        KernelUrb victim = f.out(BULK_OUT, new byte[64]);
        KernelUrb next = f.out(BULK_OUT, new byte[64]);
        f.unlink(victim);

        bulkOut.completeOut(victim.seqnum(), 0, 64);
        bulkOut.completeOut(next.seqnum(), 0, 64);

        f.assertAlive();
        assertThat(next.actualLengthBytes()).isEqualTo(64);
    }

    @Test
    void unlink_whileItsDataArrives_wins() {
        KernelUrb urb = f.in(BULK_IN, 64);
        var complete = new Frame.Complete(bulkIn.next(), bulkIn.ack(), urb.seqnum(), 0, 64, 0, IsoPackets.NONE, 0);
        var bytes = Unpooled.buffer();
        FrameEncoder.write(bytes, complete, 64);
        bulkIn.sendRaw(bytes.writeZero(10));
        f.loop.runUntilIdle();

        f.unlink(urb);
        bulkIn.sendRaw(Unpooled.wrappedBuffer(new byte[54]));

        f.assertAlive();
        assertThat(urb.status()).isEqualTo(UrbStatus.ECONNRESET);
        assertThat(f.bridge().inFlightUrbs()).isZero();
    }

    @Test
    void unlinked_forVictim_endsTheBookkeeping() {
        KernelUrb urb = f.out(BULK_OUT, new byte[100]);
        f.unlink(urb);

        bulkOut.unlinked(urb.seqnum());

        f.assertAlive();
        assertThat(f.bridge().inFlightUrbs()).isZero();
    }

    @Test
    void unlinked_afterItsCompletion_saysNothingNew() {
        KernelUrb urb = f.out(BULK_OUT, new byte[100]);
        f.unlink(urb);

        bulkOut.completeOut(urb.seqnum(), 0, 100);
        bulkOut.unlinked(urb.seqnum());

        f.assertAlive();
        assertThat(f.bridge().inFlightUrbs()).isZero();
    }

    @Test
    void unlinked_neverAskedFor_breaksTheProtocol() {
        KernelUrb urb = f.in(BULK_IN, 64);

        bulkIn.unlinked(urb.seqnum());

        f.assertEnded(BridgeEnd.ServerBrokeProtocol.class);
    }

    @Test
    void victims_thatTheServerKeeps_countTowardsTheLimit() {
        for (int i = 0; i < WireLimits.MAX_IN_FLIGHT_URBS; i++) {
            f.unlink(f.in(BULK_IN, 1));
        }

        KernelUrb beyond = f.in(BULK_IN, 1);
        bulkIn.unlinked(bulkIn.unlinks.getFirst());
        f.loop.runUntilIdle();
        KernelUrb after = f.in(BULK_IN, 1);

        f.assertAlive();
        assertThat(beyond.status()).isEqualTo(UrbStatus.ENOMEM);
        assertThat(after.isGivenBack()).isFalse();
    }
}
