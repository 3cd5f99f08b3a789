package dev.usbshare.client.vhci.inprocess;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.client.vhci.inprocess.Breach.Rule;
import dev.usbshare.quic.ManualEventExecutor;
import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.IsoPacket;
import dev.usbshare.usb.IsoPackets;
import dev.usbshare.usb.UrbStatus;
import dev.usbshare.usb.UsbSpeed;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each rule of the kernel, broken by the device's side. */
class BreachTest {

    private static final EndpointAddress IN = new EndpointAddress(0x81);
    private static final EndpointAddress OUT = new EndpointAddress(0x02);
    private static final EndpointAddress ISO_IN = new EndpointAddress(0x84);
    private static final EndpointAddress ISO_OUT = new EndpointAddress(0x05);

    private final ManualEventExecutor loop = new ManualEventExecutor();
    private final RawDevice device = new RawDevice().answering(TestDescriptors.set());
    private final List<KernelUrb> givenBack = new ArrayList<>();
    private InProcessPort port;

    @BeforeEach
    void attach() {
        var vhci = new InProcessVhci(loop);
        vhci.attach(UsbSpeed.HIGH, 0x10002, device);
        loop.runUntilIdle();
        port = vhci.port(0).orElseThrow();
        device.silent();
    }

    @Test
    void retSubmit_unknownSeqnum_killsDevice() {
        device.retSubmit(9999, 0, 0);

        assertKilledBy(Rule.UNKNOWN_SEQNUM);
    }

    @Test
    void retSubmit_twice_killsDevice() {
        KernelUrb urb = in(64);
        device.retSubmit(urb.seqnum(), 0, 0);

        device.retSubmit(urb.seqnum(), 0, 0);

        assertKilledBy(Rule.ANSWERED_TWICE);
        assertThat(givenBack).as("given back once").containsExactly(urb);
    }

    @Test
    void retSubmit_afterRetUnlinkConnreset_killsDevice() {
        KernelUrb urb = in(64);
        unlink(urb);
        device.retUnlink(device.last().seqnum(), UrbStatus.ECONNRESET);

        device.retSubmit(urb.seqnum(), 0, 3, new byte[3]);

        assertKilledBy(Rule.ANSWERED_AFTER_UNLINK);
        assertThat(urb.status()).isEqualTo(UrbStatus.ECONNRESET);
    }

    @ParameterizedTest
    @ValueSource(ints = {65, Integer.MAX_VALUE, -1, Integer.MIN_VALUE})
    void retSubmit_lengthBeyondRequest_killsDevice(int actual) {
        KernelUrb urb = in(64);

        device.retSubmit(urb.seqnum(), 0, actual);

        assertKilledBy(Rule.LENGTH);
        assertThat(urb.status()).isEqualTo(UrbStatus.ESHUTDOWN);
    }

    @Test
    void retSubmit_lengthBeyondOutRequest_killsDevice() {
        KernelUrb urb = out(10);

        device.retSubmit(urb.seqnum(), 0, 11);

        assertKilledBy(Rule.LENGTH);
    }

    @Test
    void retSubmit_payloadForOut_killsDevice() {
        KernelUrb urb = out(64);

        device.retSubmit(urb.seqnum(), 0, 64, new byte[64]);

        assertKilledBy(Rule.UNKNOWN_COMMAND);
        assertThat(urb.status()).as("its own header was in order").isEqualTo(UrbStatus.OK);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 5, -1})
    void pdu_otherCommand_killsDevice(int command) {
        device.send(RawDevice.header(command, 1, 0, 0, 0, 0));

        assertKilledBy(Rule.UNKNOWN_COMMAND);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 20, 47})
    void stream_endsInsideHeader_killsDevice(int bytes) {
        KernelUrb urb = in(64);
        device.send(RawDevice.header(3, urb.seqnum(), 0, 0, 0, 0).writerIndex(bytes));

        device.close();

        assertKilledBy(Rule.TRUNCATED);
        assertThat(urb.status()).isEqualTo(UrbStatus.ESHUTDOWN);
    }

    @Test
    void stream_endsInsideData_killsDevice() {
        KernelUrb urb = in(64);
        device.retSubmit(urb.seqnum(), 0, 64, new byte[63]);

        device.close();

        assertKilledBy(Rule.TRUNCATED);
        assertThat(urb.status()).isEqualTo(UrbStatus.ESHUTDOWN);
    }

    @Test
    void stream_endsBetweenPdus_isADetach() {
        KernelUrb urb = in(64);

        device.close();
        loop.runUntilIdle();

        assertThat(port.breach()).isEmpty();
        assertThat(port.closed().toCompletableFuture()).isDone();
        assertThat(urb.status()).isEqualTo(UrbStatus.ESHUTDOWN);
    }

    @Test
    void retUnlink_okForPendingUrb_killsDevice() {
        KernelUrb urb = in(64);
        unlink(urb);

        device.retUnlink(device.last().seqnum(), UrbStatus.OK);

        assertKilledBy(Rule.UNLINK_STATUS);
        assertThat(urb.status()).isEqualTo(UrbStatus.ESHUTDOWN);
    }

    @Test
    void retUnlink_neverAsked_killsDevice() {
        device.retUnlink(9999, UrbStatus.OK);

        assertKilledBy(Rule.UNLINK_UNKNOWN);
    }

    @Test
    void retUnlink_twice_killsDevice() {
        unlink(in(64));
        int seqnum = device.last().seqnum();
        device.retUnlink(seqnum, UrbStatus.ECONNRESET);

        device.retUnlink(seqnum, UrbStatus.ECONNRESET);

        assertKilledBy(Rule.UNLINK_UNKNOWN);
    }

    @Test
    void retSubmit_beforeEarlierOneOfSameEndpoint_killsDevice() {
        in(64);
        KernelUrb second = in(64);

        device.retSubmit(second.seqnum(), 0, 0);

        assertKilledBy(Rule.ORDER);
    }

    @Test
    void retSubmit_beforeEarlierOneOfOtherEndpoint_isFine() {
        in(64);
        KernelUrb second = out(64);

        device.retSubmit(second.seqnum(), 0, 64);

        assertAlive();
        assertThat(givenBack).containsExactly(second);
    }

    @Test
    void retSubmit_beforeEarlierUnlinkedOne_isFine() {
        KernelUrb first = in(64);
        KernelUrb second = in(64);
        unlink(first);

        device.retSubmit(second.seqnum(), 0, 0);

        assertAlive();
    }

    @Test
    void retSubmit_refusalBeforeEarlierOne_isFine() {
        in(64);
        KernelUrb second = in(64);

        device.retSubmit(second.seqnum(), UrbStatus.ENOMEM, 0);

        assertAlive();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 104, -4096})
    void retSubmit_statusThatIsNoErrno_killsDevice(int status) {
        KernelUrb urb = in(64);

        device.retSubmit(urb.seqnum(), status, 0);

        assertKilledBy(Rule.STATUS);
        assertThat(urb.status()).isEqualTo(UrbStatus.ESHUTDOWN);
    }

    @Test
    void retSubmit_thenRetUnlink_givesBackTheData() {
        KernelUrb urb = in(64);
        unlink(urb);
        int unlink = device.last().seqnum();

        device.retSubmit(urb.seqnum(), 0, 2, (byte) 1, (byte) 2);
        device.retUnlink(unlink, UrbStatus.OK);

        assertAlive();
        assertThat(urb.inData()).containsExactly(1, 2);
        assertThat(port.isIdle()).isTrue();
    }

    @Test
    void retSubmit_dataWithErrorStatus_isRead() {
        KernelUrb urb = in(64);

        device.retSubmit(urb.seqnum(), UrbStatus.EREMOTEIO, 1, (byte) 7);

        assertAlive();
        assertThat(urb.status()).isEqualTo(UrbStatus.EREMOTEIO);
        assertThat(urb.inData()).containsExactly(7);
    }

    @Test
    void iso_packedIn_isRead() {
        KernelUrb urb = isoIn();

        device.retIso(urb.seqnum(), 5, 2, 0, new byte[] {1, 2, 3, 4, 5}, packet(0, 10, 2, 0), packet(10, 10, 3, 0));

        assertAlive();
        assertThat(urb.inData()).hasSize(5);
        assertThat(urb.resultPackets().actualLengthBytes(1)).isEqualTo(3);
    }

    @Test
    void iso_otherPacketCount_killsDevice() {
        KernelUrb urb = isoIn();

        device.retIso(urb.seqnum(), 2, 1, 0, new byte[2], packet(0, 10, 2, 0));

        assertKilledBy(Rule.ISO_PACKETS);
    }

    @Test
    void iso_lengthsThatDoNotAddUp_killsDevice() {
        KernelUrb urb = isoIn();

        device.retIso(urb.seqnum(), 6, 2, 0, new byte[6], packet(0, 10, 2, 0), packet(10, 10, 3, 0));

        assertKilledBy(Rule.ISO_PACKETS);
    }

    @Test
    void iso_packetLongerThanAsked_killsDevice() {
        KernelUrb urb = isoIn();

        device.retIso(urb.seqnum(), 11, 2, 0, new byte[11], packet(0, 10, 11, 0), packet(10, 10, 0, 0));

        assertKilledBy(Rule.ISO_PACKETS);
    }

    @Test
    void iso_otherOffset_killsDevice() {
        KernelUrb urb = isoIn();

        device.retIso(urb.seqnum(), 4, 2, 0, new byte[4], packet(0, 10, 2, 0), packet(2, 10, 2, 0));

        assertKilledBy(Rule.ISO_PACKETS);
    }

    @Test
    void iso_wrongErrorCount_killsDevice() {
        KernelUrb urb = isoIn();

        device.retIso(urb.seqnum(), 2, 2, 0, new byte[2], packet(0, 10, 2, 0), packet(10, 10, 0, UrbStatus.EXDEV));

        assertKilledBy(Rule.ISO_PACKETS);
    }

    @Test
    void iso_outSumsThatDoNotAddUp_killsDevice() {
        KernelUrb urb = isochronous(ISO_OUT, new byte[20]);
        assertThat(device.last().data())
                .as("OUT data goes out whole, then the packets")
                .hasSize(20 + 2 * 16);

        device.retIso(urb.seqnum(), 20, 2, 0, new byte[0], packet(0, 10, 10, 0), packet(10, 10, 9, 0));

        assertKilledBy(Rule.ISO_PACKETS);
    }

    @Test
    void packetsForBulk_killDevice() {
        KernelUrb urb = in(64);

        device.retIso(urb.seqnum(), 0, 1, 0, new byte[0], packet(0, 10, 0, 0));

        assertKilledBy(Rule.ISO_PACKETS);
    }

    @Test
    void retSubmit_minusOnePacketsForBulk_isFine() {
        KernelUrb urb = in(64);

        device.retIso(urb.seqnum(), 0, -1, 0, new byte[0]);

        assertAlive();
        assertThat(urb.status()).isEqualTo(UrbStatus.OK);
    }

    private void assertKilledBy(Rule rule) {
        loop.runUntilIdle();
        assertThat(port.breach()).map(Breach::rule).contains(rule);
        assertThat(device.closed).isTrue();
        assertThat(port.closed().toCompletableFuture()).isCompletedWithValue(port.breach());
    }

    private void assertAlive() {
        loop.runUntilIdle();
        assertThat(port.breach()).isEmpty();
        assertThat(device.closed).isFalse();
    }

    private KernelUrb in(int lengthBytes) {
        return submit(KernelUrb.in(IN, lengthBytes, 0, givenBack::add));
    }

    private KernelUrb out(int lengthBytes) {
        return submit(KernelUrb.out(OUT, new byte[lengthBytes], 0, givenBack::add));
    }

    private KernelUrb isoIn() {
        return isochronous(ISO_IN, new byte[0]);
    }

    private KernelUrb isochronous(EndpointAddress endpoint, byte[] data) {
        IsoPackets packets =
                IsoPackets.of(List.of(packet(0, 10, 0, UrbStatus.EXDEV), packet(10, 10, 0, UrbStatus.EXDEV)));
        return submit(KernelUrb.isochronous(endpoint, 20, data, packets, givenBack::add));
    }

    private KernelUrb submit(KernelUrb urb) {
        port.submit(urb);
        loop.runUntilIdle();
        return urb;
    }

    private void unlink(KernelUrb urb) {
        port.unlink(urb);
        loop.runUntilIdle();
    }

    private static IsoPacket packet(int offset, int length, int actual, int status) {
        return new IsoPacket(offset, length, actual, status);
    }
}
