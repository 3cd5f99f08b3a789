package dev.usbshare.client.bridge;

import static dev.usbshare.client.bridge.BridgeFixture.BULK_IN;
import static dev.usbshare.client.bridge.BridgeFixture.BULK_OUT;
import static dev.usbshare.client.bridge.BridgeFixture.INTERRUPT_IN;
import static dev.usbshare.client.bridge.BridgeFixture.ISO_IN;
import static dev.usbshare.client.bridge.BridgeFixture.ISO_OUT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.client.bridge.RecordingListener.Completed;
import dev.usbshare.client.vhci.inprocess.KernelUrb;
import dev.usbshare.client.vhci.inprocess.TestDescriptors;
import dev.usbshare.quic.StreamPriority;
import dev.usbshare.usb.Direction;
import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.IsoPacket;
import dev.usbshare.usb.IsoPackets;
import dev.usbshare.usb.SetupPacket;
import dev.usbshare.usb.TransferFlags;
import dev.usbshare.usb.TransferType;
import dev.usbshare.usb.UrbStatus;
import dev.usbshare.wire.Frame;
import dev.usbshare.wire.WireLimits;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceBridgeTest {

    private static final int ENDPOINT_OF_CONFIGURATION_2 = 0x86;

    private final BridgeFixture f = new BridgeFixture();

    @Test
    void open_opensEveryEndpointOfTheConfigurationWithItsPriority() {
        f.open();

        assertThat(f.server.openedEndpoints()).containsExactlyInAnyOrder(0x00, 0x81, 0x02, 0x83, 0x84, 0x05);
        assertThat(f.server.stream(0x00).priority).isEqualTo(StreamPriority.CONTROL);
        assertThat(f.server.stream(0x02).priority).isEqualTo(StreamPriority.BULK);
        assertThat(f.server.stream(0x83).priority).isEqualTo(StreamPriority.INTERRUPT);
        assertThat(f.server.stream(0x84).priority).isEqualTo(StreamPriority.ISOCHRONOUS);
    }

    @Test
    void enumeration_takesOneRoundTripAndWhatTheDescriptorsDoNotHave() {
        f.ready();

        assertThat(f.server.stream(0).submits)
                .extracting(submit ->
                        submit.setup().request() + " " + submit.setup().value())
                .as("BOS, which this device has none of, then SET_CONFIGURATION")
                .containsExactly("6 " + 0x0f00, "9 1");
        assertThat(f.listener.descriptors).isEqualTo(10);
    }

    @Test
    void in_completed_reachesTheKernelWithItsData() {
        f.ready();
        KernelUrb urb = f.submit(KernelUrb.in(BULK_IN, 512, TransferFlags.SHORT_NOT_OK, f.givenBack::add));
        Frame.Submit submit = f.server.stream(0x81).last();

        f.server.stream(0x81).completeIn(submit.urbId(), UrbStatus.EREMOTEIO, (byte) 1, (byte) 2);

        f.assertAlive();
        assertThat(submit.lengthBytes()).isEqualTo(512);
        assertThat(submit.transferFlags() & TransferFlags.SHORT_NOT_OK).isNotZero();
        assertThat(urb.status()).isEqualTo(UrbStatus.EREMOTEIO);
        assertThat(urb.inData()).containsExactly(1, 2);
    }

    @Test
    void out_completed_tellsTheKernelHowMuch() {
        f.ready();
        KernelUrb urb = f.out(BULK_OUT, (byte) 1, (byte) 2, (byte) 3);

        f.server.stream(0x02).completeOut(urb.seqnum(), UrbStatus.EPIPE, 2);

        f.assertAlive();
        assertThat(f.server.stream(0x02).payloads).containsExactly(new byte[] {1, 2, 3});
        assertThat(urb.status()).isEqualTo(UrbStatus.EPIPE);
        assertThat(urb.actualLengthBytes()).isEqualTo(2);
    }

    @Test
    void out_ofNoBytes_isCarried() {
        f.ready();
        KernelUrb urb = f.out(BULK_OUT);

        f.server.stream(0x02).completeOut(urb.seqnum(), 0, 0);

        f.assertAlive();
        assertThat(urb.isGivenBack()).isTrue();
    }

    @Test
    void control_bothWays_carriesSetupAndData() {
        f.ready();
        KernelUrb read = f.control(0xc0, 1, 2, 3, 4);
        f.server.stream(0).completeIn(read.seqnum(), 0, new byte[4]);
        KernelUrb write = f.control(0x40, 5, 6, 7, 2, (byte) 8, (byte) 9);
        f.server.stream(0).completeOut(write.seqnum(), 0, 2);

        f.assertAlive();
        assertThat(read.inData()).hasSize(4);
        assertThat(write.actualLengthBytes()).isEqualTo(2);
        assertThat(f.server.stream(0).payloads.getLast()).containsExactly(8, 9);
        assertThat(f.server.stream(0).last().setup().index()).isEqualTo(7);
    }

    @Test
    void descriptor_whileAControlUrbIsPending_asksTheServer() {
        f.ready();
        KernelUrb pending = f.control(0xc0, 1, 0, 0, 4);
        KernelUrb descriptor = f.control(0x80, 6, 0x0100, 0, 18);

        f.server.stream(0).completeIn(pending.seqnum(), 0);
        f.server.stream(0)
                .completeIn(descriptor.seqnum(), 0, TestDescriptors.set().device());

        f.assertAlive();
        assertThat(f.givenBack).containsExactly(pending, descriptor);
    }

    @Test
    void descriptor_askedShort_isCut() {
        f.ready();

        KernelUrb urb = f.control(0x80, 6, 0x0100, 0, 8);

        assertThat(urb.inData()).hasSize(8).startsWith(18, 1);
    }

    @Test
    void endpointUnknown_isRefusedAndItsDataRead() {
        f.ready();
        KernelUrb unknown = f.out(new EndpointAddress(0x0f), new byte[100_000]);
        KernelUrb next = f.out(BULK_OUT, (byte) 1);

        f.assertAlive();
        assertThat(unknown.status()).isEqualTo(UrbStatus.ENOENT);
        assertThat(f.server.stream(0x02).last().urbId()).isEqualTo(next.seqnum());
        assertThat(f.listener.refused).containsExactly(UrbStatus.ENOENT);
    }

    @Test
    void endpointOfOtherSetting_isKnownAfterSetInterface() {
        f.ready();
        KernelUrb before = iso(ISO_IN, new byte[0]);

        KernelUrb select = f.control(0x01, 11, 1, 1, 0);
        f.server.stream(0).completeOut(select.seqnum(), 0, 0);
        f.loop.runUntilIdle();
        KernelUrb after = iso(ISO_IN, new byte[0]);

        f.assertAlive();
        assertThat(before.status()).isEqualTo(UrbStatus.ENOENT);
        assertThat(before.resultPackets().count()).isEqualTo(2);
        assertThat(after.isGivenBack()).isFalse();
    }

    @Test
    void endpointOfOtherSetting_staysUnknownIfSetInterfaceFails() {
        f.ready();

        KernelUrb select = f.control(0x01, 11, 1, 1, 0);
        f.server.stream(0).completeOut(select.seqnum(), UrbStatus.EPIPE, 0);
        f.loop.runUntilIdle();

        assertThat(iso(ISO_IN, new byte[0]).status()).isEqualTo(UrbStatus.ENOENT);
    }

    @Test
    void setInterface_unlinkedButDone_isFollowed() {
        f.ready();
        KernelUrb select = f.control(0x01, 11, 1, 1, 0);
        f.unlink(select);

        f.server.stream(0).completeOut(select.seqnum(), 0, 0);
        f.loop.runUntilIdle();

        assertThat(iso(ISO_IN, new byte[0]).isGivenBack()).isFalse();
    }

    @Test
    void setConfiguration_opensTheNewEndpoints() {
        f.ready();

        KernelUrb configure = f.control(0x00, 9, 2, 0, 0);
        f.server.stream(0).completeOut(configure.seqnum(), 0, 0);
        f.loop.runUntilIdle();

        assertThat(f.server.openedEndpoints()).contains(ENDPOINT_OF_CONFIGURATION_2);
        assertThat(f.in(BULK_IN, 1).status()).isEqualTo(UrbStatus.ENOENT);
    }

    @Test
    void stream_stillOpening_queuesInOrder() {
        f.ready();
        f.server.slowToOpen = true;
        KernelUrb configure = f.control(0x00, 9, 2, 0, 0);
        f.server.stream(0).completeOut(configure.seqnum(), 0, 0);
        f.loop.runUntilIdle();
        var endpoint = new EndpointAddress(ENDPOINT_OF_CONFIGURATION_2);
        KernelUrb first = f.in(endpoint, 1);
        KernelUrb second = f.in(endpoint, 2);
        f.unlink(first);

        f.server.letOpen();
        f.loop.runUntilIdle();

        f.assertAlive();
        assertThat(f.server.stream(ENDPOINT_OF_CONFIGURATION_2).frames)
                .extracting(frame -> switch (frame) {
                    case Frame.Submit submit -> "submit " + submit.urbId();
                    case Frame.Unlink unlink -> "unlink " + unlink.urbId();
                    default -> frame.toString();
                })
                .containsExactly("submit " + first.seqnum(), "submit " + second.seqnum(), "unlink " + first.seqnum());
    }

    @ParameterizedTest
    @CsvSource({"0x00, 9, 1, 0", "0x01, 11, 1, 1", "0x02, 1, 0, 0x81"})
    void trappedRequest_afterUnacknowledgedFrames_isFenced(String type, int request, int value, String index) {
        f.ready();
        f.in(BULK_IN, 64);
        f.in(BULK_IN, 64);
        f.in(INTERRUPT_IN, 8);

        f.control(Integer.decode(type), request, value, Integer.decode(index), 0);

        List<Frame> frames = f.server.stream(0).frames;
        assertThat(frames.getLast()).isInstanceOf(Frame.Submit.class);
        assertThat(frames.get(frames.size() - 2))
                .isInstanceOfSatisfying(
                        Frame.Fence.class,
                        fence -> assertThat(fence.marks())
                                .containsExactlyInAnyOrder(
                                        new Frame.Mark(BULK_IN, 2), new Frame.Mark(INTERRUPT_IN, 1)));
    }

    @Test
    void trappedRequest_afterEverythingWasAcknowledged_needsNoFence() {
        f.ready();
        KernelUrb urb = f.in(BULK_IN, 64);
        f.server.stream(0x81).completeIn(urb.seqnum(), 0);
        f.loop.runUntilIdle();

        f.control(0x02, 1, 0, 0x81, 0);

        assertThat(f.server.stream(0).frames).noneMatch(Frame.Fence.class::isInstance);
    }

    @Test
    void otherControlRequest_needsNoFence() {
        f.ready();
        f.in(BULK_IN, 64);

        f.control(0x40, 1, 0, 0, 0);

        assertThat(f.server.stream(0).frames).noneMatch(Frame.Fence.class::isInstance);
    }

    @Test
    void urb_afterAnotherEndpointsUnlink_isFencedOnce() {
        f.ready();
        KernelUrb first = f.in(BULK_IN, 64);
        KernelUrb second = f.in(BULK_IN, 64);
        f.unlink(first);
        f.unlink(second);

        f.out(BULK_OUT, (byte) 1);
        f.out(BULK_OUT, (byte) 2);
        f.control(0x40, 1, 0, 0, 0);
        f.in(BULK_IN, 64);

        var fence = List.of(new Frame.Mark(BULK_IN, 4));
        assertThat(f.server.stream(BULK_OUT.value()).frames)
                .hasExactlyElementsOfTypes(Frame.Fence.class, Frame.Submit.class, Frame.Submit.class)
                .first()
                .extracting("marks")
                .isEqualTo(fence);
        List<Frame> control = f.server.stream(0).frames;
        assertThat(control.get(control.size() - 2)).extracting("marks").isEqualTo(fence);
        assertThat(control.getLast()).isInstanceOf(Frame.Submit.class);
        assertThat(f.server.stream(BULK_IN.value()).frames).noneMatch(Frame.Fence.class::isInstance);
    }

    @Test
    void urb_afterAnUnlinkThatWasAnswered_needsNoFence() {
        f.ready();
        KernelUrb urb = f.in(BULK_IN, 64);
        f.unlink(urb);
        f.server.stream(0x81).unlinked(urb.seqnum());
        f.loop.runUntilIdle();

        f.out(BULK_OUT, (byte) 1);

        assertThat(f.server.stream(BULK_OUT.value()).frames).noneMatch(Frame.Fence.class::isInstance);
    }

    @Test
    void urbs_beyondTheLimit_areRefusedUntilOneEnds() {
        f.ready();
        for (int i = 0; i < WireLimits.MAX_IN_FLIGHT_URBS; i++) {
            f.port().submit(KernelUrb.in(BULK_IN, 1, 0, f.givenBack::add));
        }
        KernelUrb beyond = f.in(INTERRUPT_IN, 1);
        f.server.stream(0x81)
                .completeIn(f.server.stream(0x81).submits.getFirst().urbId(), 0);
        f.loop.runUntilIdle();
        KernelUrb after = f.in(INTERRUPT_IN, 1);

        f.assertAlive();
        assertThat(beyond.status()).isEqualTo(UrbStatus.ENOMEM);
        assertThat(after.isGivenBack()).isFalse();
        assertThat(f.bridge().inFlightUrbs()).isEqualTo(WireLimits.MAX_IN_FLIGHT_URBS);
    }

    @Test
    void bytes_beyondTheLimit_areRefusedAndTheDataDiscarded() {
        f.ready();
        for (int i = 0; i < 4; i++) {
            f.in(BULK_IN, WireLimits.MAX_URB_BYTES);
        }

        KernelUrb beyond = f.out(BULK_OUT, new byte[100_000]);

        f.assertAlive();
        assertThat(f.bridge().inFlightBytes()).isEqualTo(WireLimits.MAX_IN_FLIGHT_BYTES);
        assertThat(beyond.status()).isEqualTo(UrbStatus.ENOMEM);
        assertThat(f.server.stream(0x02).submits).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void controlUrb_thatContradictsItsSetup_isRefused(boolean in) {
        f.ready();
        var setup = new SetupPacket(in ? 0x40 : 0xc0, 1, 0, 0, 4);
        KernelUrb urb = f.submit(KernelUrb.contradicting(setup, in ? Direction.IN : Direction.OUT, f.givenBack::add));

        f.assertAlive();
        assertThat(urb.status()).isEqualTo(UrbStatus.EINVAL);
    }

    @Test
    void isochronousIn_completed_reachesTheKernelPacked() {
        f.ready();
        select();
        KernelUrb urb = iso(ISO_IN, new byte[0]);
        ScriptedStream stream = f.server.stream(0x84);

        stream.completeIso(urb.seqnum(), 5, moved(2, 3, UrbStatus.EXDEV), 1, new byte[] {1, 2, 3, 4, 5});

        f.assertAlive();
        assertThat(stream.last().packets()).isEqualTo(asked());
        assertThat(urb.inData()).containsExactly(1, 2, 3, 4, 5);
        assertThat(urb.resultPackets()).isEqualTo(moved(2, 3, UrbStatus.EXDEV));
    }

    @Test
    void isochronousOut_completed_carriesTheWholeBuffer() {
        f.ready();
        select();
        byte[] data = new byte[20];
        data[19] = 9;
        KernelUrb urb = iso(ISO_OUT, data);
        ScriptedStream stream = f.server.stream(0x05);

        stream.completeIso(urb.seqnum(), 20, moved(10, 10, 0), 0);

        f.assertAlive();
        assertThat(stream.payloads).containsExactly(data);
        assertThat(stream.last().packets()).isEqualTo(asked());
        assertThat(urb.actualLengthBytes()).isEqualTo(20);
    }

    @Test
    void isochronous_otherPackets_breakTheProtocol() {
        f.ready();
        select();
        KernelUrb urb = iso(ISO_IN, new byte[0]);

        f.server.stream(0x84)
                .completeIso(urb.seqnum(), 2, IsoPackets.of(List.of(new IsoPacket(0, 10, 2, 0))), 0, new byte[2]);

        f.assertEnded(BridgeEnd.ServerBrokeProtocol.class);
    }

    @Test
    void counters_tellTypeDirectionBytesAndTime() {
        f.ready();
        f.listener.completed.clear();
        KernelUrb urb = f.in(INTERRUPT_IN, 8);
        f.loop.advance(Duration.ofMillis(3));

        f.server.stream(0x83).completeIn(urb.seqnum(), 0, new byte[8]);
        f.loop.runUntilIdle();

        assertThat(f.listener.completed)
                .containsExactly(new Completed(TransferType.INTERRUPT, Direction.IN, 8, 3_000_000, 0));
    }

    private void select() {
        KernelUrb select = f.control(0x01, 11, 1, 1, 0);
        f.server.stream(0).completeOut(select.seqnum(), 0, 0);
        f.loop.runUntilIdle();
    }

    private KernelUrb iso(EndpointAddress endpoint, byte[] data) {
        return f.submit(KernelUrb.isochronous(endpoint, 20, data, asked(), f.givenBack::add));
    }

    private static IsoPackets asked() {
        return IsoPackets.of(
                List.of(new IsoPacket(0, 10, 0, UrbStatus.EXDEV), new IsoPacket(10, 10, 0, UrbStatus.EXDEV)));
    }

    private static IsoPackets moved(int first, int second, int secondStatus) {
        return IsoPackets.of(List.of(new IsoPacket(0, 10, first, 0), new IsoPacket(10, 10, second, secondStatus)));
    }
}
