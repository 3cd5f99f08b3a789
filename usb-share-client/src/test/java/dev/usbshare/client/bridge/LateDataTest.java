package dev.usbshare.client.bridge;

import static dev.usbshare.client.bridge.BridgeFixture.BULK_IN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.client.bridge.RecordingListener.Late;
import dev.usbshare.client.vhci.inprocess.KernelUrb;
import dev.usbshare.usb.SetupPacket;
import dev.usbshare.usb.TransferFlags;
import dev.usbshare.usb.UrbStatus;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Data for URBs that the kernel gave up while it was under way: a driver that polls with a short time-out loses none. */
class LateDataTest {

    private final BridgeFixture f = new BridgeFixture().ready();
    private final ScriptedStream bulkIn = f.server.stream(0x81);

    @AfterEach
    void endTheBridge() {
        f.bridge().close();
        f.loop.runUntilIdle();
    }

    @Test
    void lateData_isTheNextUrbsAnswer() {
        KernelUrb given = giveUp(64);
        bulkIn.completeIn(given.seqnum(), 0, (byte) 1, (byte) 2);
        f.loop.runUntilIdle();

        KernelUrb next = f.in(BULK_IN, 64);

        f.assertAlive();
        assertThat(next.inData()).containsExactly(1, 2);
        assertThat(bulkIn.submits).as("the server is not asked").hasSize(1);
        assertThat(f.listener.late).containsExactly(new Late(2, true));
        assertThat(f.bridge().inFlightUrbs()).isZero();
    }

    @Test
    void lateData_withAnUrbWaiting_isItsAnswer() {
        KernelUrb given = giveUp(64);
        KernelUrb waiting = f.in(BULK_IN, 64);

        bulkIn.completeIn(given.seqnum(), 0, (byte) 1);
        f.loop.runUntilIdle();

        f.assertAlive();
        assertThat(waiting.inData()).containsExactly(1);
        assertThat(bulkIn.unlinks).containsExactly(given.seqnum(), waiting.seqnum());
    }

    @Test
    void lateData_afterLateData_keepsItsOrder() {
        KernelUrb given = giveUp(64);
        KernelUrb second = f.in(BULK_IN, 64);
        KernelUrb third = f.in(BULK_IN, 64);
        bulkIn.completeIn(given.seqnum(), 0, (byte) 1);
        bulkIn.completeIn(second.seqnum(), 0, (byte) 2);
        bulkIn.completeIn(third.seqnum(), 0, (byte) 3);
        f.loop.runUntilIdle();

        KernelUrb fourth = f.in(BULK_IN, 64);

        f.assertAlive();
        assertThat(List.of(second, third, fourth))
                .extracting(urb -> urb.inData()[0])
                .containsExactly((byte) 1, (byte) 2, (byte) 3);
    }

    @Test
    void lateData_longerThanTheUrb_isGivenInParts() {
        KernelUrb given = giveUp(5);
        bulkIn.completeIn(given.seqnum(), 0, new byte[] {1, 2, 3, 4, 5});
        f.loop.runUntilIdle();

        assertThat(f.in(BULK_IN, 2).inData()).containsExactly(1, 2);
        assertThat(f.in(BULK_IN, 2).inData()).containsExactly(3, 4);
        assertThat(f.in(BULK_IN, 2).inData()).containsExactly(5);
        assertThat(f.in(BULK_IN, 2).isGivenBack()).isFalse();
        f.assertAlive();
    }

    @Test
    void lateData_shorterThanAnUrbThatForbidsIt_isAShortRead() {
        KernelUrb given = giveUp(64);
        bulkIn.completeIn(given.seqnum(), 0, (byte) 1);
        f.loop.runUntilIdle();

        KernelUrb next = f.submit(KernelUrb.in(BULK_IN, 64, TransferFlags.SHORT_NOT_OK, f.givenBack::add));

        assertThat(next.status()).isEqualTo(UrbStatus.EREMOTEIO);
        assertThat(next.inData()).containsExactly(1);
    }

    @Test
    void lateData_ofAnotherEndpoint_isNotMixedUp() {
        KernelUrb given = giveUp(64);
        bulkIn.completeIn(given.seqnum(), 0, (byte) 1);
        f.loop.runUntilIdle();

        KernelUrb other = f.in(BridgeFixture.INTERRUPT_IN, 8);

        assertThat(other.isGivenBack()).isFalse();
    }

    @Test
    void clearHalt_dropsWhatIsKept() {
        KernelUrb given = giveUp(64);
        bulkIn.completeIn(given.seqnum(), 0, (byte) 1);
        f.loop.runUntilIdle();

        f.control(0x02, 1, 0, 0x81, 0);

        assertThat(f.in(BULK_IN, 64).isGivenBack()).isFalse();
    }

    @Test
    void clearHalt_dropsWhatIsUnderWay() {
        KernelUrb given = giveUp(64);
        f.control(0x02, 1, 0, 0x81, 0);

        bulkIn.completeIn(given.seqnum(), 0, (byte) 1);
        f.loop.runUntilIdle();

        assertThat(f.in(BULK_IN, 64).isGivenBack()).isFalse();
        assertThat(f.listener.late).containsExactly(new Late(1, false));
    }

    @Test
    void setInterface_dropsWhatItsOwnEndpointsSaid() {
        KernelUrb given = giveUp(64);
        bulkIn.completeIn(given.seqnum(), 0, new byte[] {1, 2});
        f.loop.runUntilIdle();

        f.control(0x01, 11, 1, 1, 0);
        assertThat(f.in(BULK_IN, 1).inData()).as("another interface").containsExactly(1);
        f.control(0x01, 11, 0, 0, 0);

        assertThat(f.in(BULK_IN, 1).isGivenBack()).isFalse();
    }

    @Test
    void setConfiguration_dropsEverything() {
        KernelUrb given = giveUp(64);
        bulkIn.completeIn(given.seqnum(), 0, (byte) 1);
        f.loop.runUntilIdle();

        f.control(0x00, 9, 1, 0, 0);

        assertThat(f.in(BULK_IN, 64).isGivenBack()).isFalse();
    }

    @Test
    void failure_afterUnlink_isDropped() {
        KernelUrb given = giveUp(64);
        bulkIn.completeIn(given.seqnum(), UrbStatus.EPROTO, (byte) 1);
        f.loop.runUntilIdle();

        assertThat(f.in(BULK_IN, 64).isGivenBack()).isFalse();
        assertThat(f.listener.late).containsExactly(new Late(1, false));
    }

    @Test
    void controlData_afterUnlink_isDropped() {
        KernelUrb given = f.control(0xc0, 1, 0, 0, 8);
        f.unlink(given);
        f.server.stream(0).completeIn(given.seqnum(), 0, (byte) 1);
        f.loop.runUntilIdle();

        KernelUrb next = f.submit(KernelUrb.control(new SetupPacket(0xc0, 1, 0, 0, 8), new byte[0], f.givenBack::add));

        f.assertAlive();
        assertThat(next.isGivenBack()).isFalse();
    }

    @Test
    void lateData_beyondItsBound_isDropped() {
        int half = LateData.MAX_BYTES / 2;
        List<KernelUrb> given = List.of(giveUp(half), giveUp(half), giveUp(1));
        bulkIn.completeIn(given.get(0).seqnum(), 0, new byte[half]);
        bulkIn.completeIn(given.get(1).seqnum(), 0, new byte[half]);
        bulkIn.completeIn(given.get(2).seqnum(), 0, (byte) 1);
        f.loop.runUntilIdle();

        f.assertAlive();
        assertThat(f.listener.late).containsExactly(new Late(half, true), new Late(half, true), new Late(1, false));
    }

    @Test
    void bridgeThatEnds_releasesWhatIsKept() {
        KernelUrb given = giveUp(64);
        bulkIn.completeIn(given.seqnum(), 0, (byte) 1);
        f.loop.runUntilIdle();

        f.bridge().close();

        f.assertEnded(BridgeEnd.Closed.class); // the leak detector looks
    }

    private KernelUrb giveUp(int lengthBytes) {
        KernelUrb urb = f.in(BULK_IN, lengthBytes);
        f.unlink(urb);
        return urb;
    }
}
