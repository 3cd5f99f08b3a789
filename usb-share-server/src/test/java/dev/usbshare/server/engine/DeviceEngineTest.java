package dev.usbshare.server.engine;

import static dev.usbshare.server.engine.ScriptedUsbDevice.BULK_IN;
import static dev.usbshare.server.engine.ScriptedUsbDevice.BULK_OUT;
import static dev.usbshare.server.engine.ScriptedUsbDevice.INTERRUPT_IN;
import static dev.usbshare.server.engine.ScriptedUsbDevice.ISO_IN;
import static dev.usbshare.server.engine.ScriptedUsbDevice.LATE_IN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.capture.CapturePoint;
import dev.usbshare.usb.Direction;
import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.IsoPacket;
import dev.usbshare.usb.IsoPackets;
import dev.usbshare.usb.SetupPacket;
import dev.usbshare.usb.TransferFlags;
import dev.usbshare.usb.TransferType;
import dev.usbshare.usb.Urb;
import dev.usbshare.usb.UrbStatus;
import dev.usbshare.wire.CloseCode;
import dev.usbshare.wire.Frame;
import dev.usbshare.wire.FrameEncoder;
import dev.usbshare.wire.LeaseId;
import dev.usbshare.wire.ProtocolException;
import dev.usbshare.wire.WireLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeviceEngineTest {

    private static final LeaseId LEASE = new LeaseId(1, 2);
    private static final SetupPacket SET_INTERFACE_1 = new SetupPacket(0x01, 11, 1, 0, 0);
    private static final SetupPacket SET_CONFIGURATION_1 = new SetupPacket(0x00, 9, 1, 0, 0);
    private static final SetupPacket GET_STATUS = new SetupPacket(0x80, 0, 0, 0, 2);

    private final ScriptedUsbDevice device = new ScriptedUsbDevice();
    private final QueuedExecutor executor = new QueuedExecutor();
    private final Meters meters = new Meters();
    private final UrbMemory memory = new UrbMemory(130L << 20);
    private long nanos;
    private final CapturePoint capture = new CapturePoint();
    private final DeviceEngine engine =
            new DeviceEngine(device, executor, memory, Bandwidth.forAll(executor), meters, capture, () -> nanos);
    private final Owner owner = new Owner();
    private final List<ClientStream> streams = new ArrayList<>();

    @AfterEach
    void endEverything() {
        streams.forEach(s -> s.server.close());
        device.endAll(UrbStatus.ESHUTDOWN);
        executor.runTasks();
        streams.forEach(ClientStream::answers);
        assertThat(engine.inFlightUrbs()).as("URBs left behind").isZero();
        assertThat(engine.inFlightBytes()).as("bytes left behind").isZero();
    }

    private ClientStream open(EndpointAddress endpoint) {
        var stream = new ClientStream(endpoint, owner);
        streams.add(stream);
        return stream.open(LEASE);
    }

    @Test
    void in_completes_withData() {
        var in = open(BULK_IN);
        in.submitIn(7, 512);

        device.endWith(7, "hello");
        executor.runTasks();

        assertThat(in.answers()).containsExactly("complete 7 status 0 actual 5 'hello'");
    }

    @Test
    void out_carriesDataAndReportsWhatWasSent() {
        var out = open(BULK_OUT);
        out.submitOut(8, "thirty-one");
        assertThat(ScriptedUsbDevice.text(device.submitted.getFirst())).isEqualTo("thirty-one");

        device.end(8, UrbStatus.OK, 10);
        executor.runTasks();

        assertThat(out.answers()).containsExactly("complete 8 status 0 actual 10");
    }

    @Test
    void error_keepsStatusAndPartialData() {
        var in = open(BULK_IN);
        in.submitIn(1, 512);
        device.submitted.getFirst().buffer().setByte(48, 'x');

        device.end(1, UrbStatus.EOVERFLOW, 1);
        executor.runTasks();

        assertThat(in.answers()).containsExactly("complete 1 status -75 actual 1 'x'");
    }

    @Test
    void stall_passesThrough() {
        var in = open(BULK_IN);
        in.submitIn(1, 512);

        device.end(1, UrbStatus.EPIPE, 0);
        executor.runTasks();

        assertThat(in.answers()).containsExactly("complete 1 status -32 actual 0");
        assertThat(device.calls).isEmpty();
    }

    @Test
    void actualLengthBeyondTheUrb_isCut() {
        var in = open(BULK_IN);
        in.submitIn(1, 4);
        device.submitted.getFirst().buffer().setZero(48, 4);

        device.end(1, UrbStatus.OK, 4000);
        executor.runTasks();

        assertThat(in.answers()).singleElement().asString().startsWith("complete 1 status 0 actual 4");
    }

    @Test
    void completions_keepTheDevicesOrderOnAnEndpoint() {
        var in = open(BULK_IN);
        for (int id = 1; id <= 3; id++) {
            in.submitIn(id, 8);
        }
        assertThat(device.submittedIds()).containsExactly(1, 2, 3);

        device.endWith(1, "a");
        device.endWith(2, "b");
        device.endWith(3, "c");
        executor.runTasks();

        assertThat(in.answers())
                .containsExactly(
                        "complete 1 status 0 actual 1 'a'",
                        "complete 2 status 0 actual 1 'b'",
                        "complete 3 status 0 actual 1 'c'");
    }

    @Test
    void completionsOfOneBatch_areFlushedTogether() {
        var in = open(BULK_IN);
        in.submitIn(1, 8);
        in.submitIn(2, 8);

        device.endWith(1, "a");
        device.endWith(2, "b");

        assertThat(in.answers()).as("before the batch is done").isEmpty();
        executor.runTasks();
        assertThat(in.answers()).hasSize(2);
    }

    @Test
    void type_comesFromTheDescriptors() {
        open(INTERRUPT_IN).submitIn(1, 8);

        assertThat(device.submitted.getFirst().type()).isEqualTo(TransferType.INTERRUPT);
        assertThat(owner.types).containsExactly(TransferType.INTERRUPT);
    }

    @Test
    void typeOfAnEndpointInAnotherSetting_isKnownAlready() {
        open(ISO_IN);
        open(LATE_IN);
        open(new EndpointAddress(0x0f));

        assertThat(owner.types).containsExactly(TransferType.ISOCHRONOUS, TransferType.INTERRUPT, TransferType.BULK);
    }

    @Test
    void flags_areMaskedByTypeAndDirection() {
        int all = -1;
        var out = open(BULK_OUT);
        var submit = out.submit(1, 0, Frame.Submit.NO_SETUP, IsoPackets.NONE);
        out.write(
                new Frame.Submit(submit.sequence(), 0, 1, all, 0, 0, IsoPackets.NONE, 0, Frame.Submit.NO_SETUP), null);

        assertThat(device.submitted.getFirst().flags()).isEqualTo(TransferFlags.ZERO_PACKET);
    }

    @Test
    void unknownEndpoint_isAnsweredEnoent_andItsDataIsSkipped() {
        var out = open(new EndpointAddress(0x0f));

        out.submitOut(1, "data");
        out.submitOut(2, "more");

        assertThat(out.answers()).containsExactly("complete 1 status -2 actual 0", "complete 2 status -2 actual 0");
        assertThat(device.submitted).isEmpty();
        assertThat(meters.refused).containsExactly(UrbStatus.ENOENT, UrbStatus.ENOENT);
    }

    @Test
    void isochronousUrb_isRefusedWithItsPackets() {
        var iso = open(ISO_IN);

        iso.submitIso(1, 128, IsoPackets.of(List.of(new IsoPacket(0, 64, 9, 0), new IsoPacket(64, 64, 9, 0))));

        assertThat(iso.answers()).containsExactly("complete 1 status -22 actual 0 of 2 packets");
    }

    @Test
    void meters_hearOfEachUrb() {
        var in = open(BULK_IN);
        in.submitIn(1, 8);
        nanos = TimeUnit.MILLISECONDS.toNanos(3);

        device.endWith(1, "abc");
        executor.runTasks();

        assertThat(meters.completed).containsExactly("BULK IN status 0 bytes 3 nanos 3000000");
        in.answers();
    }

    // Unlinks

    @Test
    void unlink_thatWins_isAnsweredUnlinkedOnly() {
        var in = open(BULK_IN);
        in.submitIn(1, 8);

        in.unlink(1);
        assertThat(device.cancelled).containsExactly(1);
        device.end(1, UrbStatus.ECONNRESET, 0);
        executor.runTasks();

        assertThat(in.answers()).containsExactly("unlinked 1");
    }

    @Test
    void unlink_thatLosesToACompletion_isAnsweredByIt() {
        var in = open(BULK_IN);
        in.submitIn(1, 8);

        in.unlink(1);
        device.endWith(1, "late");
        executor.runTasks();

        assertThat(in.answers()).containsExactly("complete 1 status 0 actual 4 'late'");
    }

    @Test
    void unlink_afterTheCompletion_isAnsweredUnlinked() {
        var in = open(BULK_IN);
        in.submitIn(1, 8);
        device.endWith(1, "x");
        executor.runTasks();

        in.unlink(1);

        assertThat(in.answers()).containsExactly("complete 1 status 0 actual 1 'x'", "unlinked 1");
    }

    @Test
    void unlink_ofNothing_isAnsweredUnlinked() {
        var in = open(BULK_IN);

        in.unlink(99);

        assertThat(in.answers()).containsExactly("unlinked 99");
    }

    @Test
    void unlink_twice_isAnsweredOnce() {
        var in = open(BULK_IN);
        in.submitIn(1, 8);

        in.unlink(1);
        in.unlink(1);
        device.end(1, UrbStatus.ECONNRESET, 0);
        executor.runTasks();

        assertThat(in.answers()).containsExactly("unlinked 1");
    }

    @Test
    void unlink_thatCutsShortAReceivingUrb_keepsItsData() {
        var in = open(BULK_IN);
        in.submitIn(1, 8);
        device.submitted.getFirst().buffer().setByte(48, 'k');

        in.unlink(1);
        device.end(1, UrbStatus.ECONNRESET, 1);
        executor.runTasks();

        assertThat(in.answers()).containsExactly("complete 1 status 0 actual 1 'k'");
    }

    @Test
    void unlink_fromAnotherStream_doesNotCancel() {
        var in = open(BULK_IN);
        var out = open(BULK_OUT);
        in.submitIn(1, 8);

        out.unlink(1);

        assertThat(device.cancelled).isEmpty();
        assertThat(out.answers()).containsExactly("unlinked 1");
    }

    @Test
    void cancelByTheDevice_isNotTakenForAnUnlink() {
        var in = open(BULK_IN);
        in.submitIn(1, 8);

        device.end(1, UrbStatus.ECONNRESET, 0);
        executor.runTasks();

        assertThat(in.answers()).containsExactly("complete 1 status -71 actual 0");
    }

    // Control requests

    @Test
    void control_carriesItsSetupPacket() {
        var control = open(EndpointAddress.CONTROL);

        control.control(1, GET_STATUS, 2);

        assertThat(device.submitted.getFirst().setup()).isEqualTo(GET_STATUS);
        assertThat(device.submitted.getFirst().direction()).isEqualTo(Direction.IN);
    }

    @Test
    void control_wLengthBeyondTheData_isCut() {
        var control = open(EndpointAddress.CONTROL);

        control.control(1, new SetupPacket(0xc0, 1, 0, 0, 4096), 64);

        assertThat(device.submitted.getFirst().lengthBytes()).isEqualTo(64);
        assertThat(device.submitted.getFirst().setup().lengthBytes()).isEqualTo(64);
    }

    @Test
    void control_dataBeyondWLength_isNotSent() {
        var control = open(EndpointAddress.CONTROL);

        control.control(1, new SetupPacket(0x40, 1, 0, 0, 3), 10);

        assertThat(device.submitted.getFirst().lengthBytes()).isEqualTo(3);
    }

    @Test
    void setAddress_isNeverForwarded() {
        var control = open(EndpointAddress.CONTROL);

        control.control(1, new SetupPacket(0, 5, 9, 0, 0), 0);

        assertThat(control.answers()).containsExactly("complete 1 status -32 actual 0");
        assertThat(device.submitted).isEmpty();
    }

    @Test
    void trapped_becomesACall_andLaterControlRequestsWait() {
        var control = open(EndpointAddress.CONTROL);

        control.control(1, SET_INTERFACE_1, 0);
        control.control(2, GET_STATUS, 2);
        assertThat(device.calls).extracting(ScriptedUsbDevice.Call::what).containsExactly("interface 0 to 1");
        assertThat(device.submitted).as("waits").isEmpty();
        assertThat(control.isReading()).isFalse();

        device.calls.getFirst().done().accept(UrbStatus.OK);
        executor.runTasks();

        assertThat(control.answers()).containsExactly("complete 1 status 0 actual 0");
        assertThat(device.submittedIds()).containsExactly(2);
        assertThat(control.isReading()).isTrue();
    }

    @Test
    void trapped_thatEndsInsideTheCall_letsTheNextPass() {
        device.callsEndAtOnce = true;
        var control = open(EndpointAddress.CONTROL);

        control.control(1, SET_CONFIGURATION_1, 0);
        control.control(2, SET_INTERFACE_1, 0);
        control.control(3, GET_STATUS, 2);
        executor.runTasks();

        assertThat(control.answers()).hasSize(2);
        assertThat(device.submittedIds()).containsExactly(3);
        assertThat(control.isReading()).isTrue();
    }

    @Test
    void setInterface_changesWhichEndpointsExist() {
        device.callsEndAtOnce = true;
        var control = open(EndpointAddress.CONTROL);
        var late = open(LATE_IN);
        late.submitIn(1, 8);
        assertThat(late.answers()).containsExactly("complete 1 status -2 actual 0");

        control.control(2, SET_INTERFACE_1, 0);
        late.submitIn(3, 8);

        assertThat(device.submittedIds()).containsExactly(3);
    }

    @Test
    void setInterface_thatFails_changesNothing() {
        var control = open(EndpointAddress.CONTROL);
        var late = open(LATE_IN);
        control.control(1, SET_INTERFACE_1, 0);

        device.calls.getFirst().done().accept(UrbStatus.EPIPE);
        late.submitIn(2, 8);
        executor.runTasks();

        assertThat(control.answers()).containsExactly("complete 1 status -32 actual 0");
        assertThat(late.answers()).containsExactly("complete 2 status -2 actual 0");
    }

    @Test
    void clearHalt_namesTheEndpoint() {
        var control = open(EndpointAddress.CONTROL);

        control.control(1, new SetupPacket(0x02, 1, 0, 0x81, 0), 0);

        assertThat(device.calls).extracting(ScriptedUsbDevice.Call::what).containsExactly("halt of 0x81");
        device.calls.getFirst().done().accept(UrbStatus.OK);
    }

    @Test
    void clearHalt_ofNoEndpoint_stalls() {
        var control = open(EndpointAddress.CONTROL);

        control.control(1, new SetupPacket(0x02, 1, 0, 0x8f, 0), 0);
        control.control(2, new SetupPacket(0x02, 1, 0, 0x70, 0), 0);
        executor.runTasks();

        assertThat(control.answers())
                .containsExactly("complete 1 status -32 actual 0", "complete 2 status -32 actual 0");
        assertThat(device.calls).isEmpty();
    }

    @Test
    void portReset_neverReachesTheDeviceAndStalls() {
        var control = open(EndpointAddress.CONTROL);

        control.control(1, new SetupPacket(0x23, 3, 4, 0, 0), 0);
        executor.runTasks();

        assertThat(control.answers()).containsExactly("complete 1 status -32 actual 0");
        assertThat(device.submitted).isEmpty();
    }

    @Test
    void unlink_ofARunningCall_isAnsweredByItsCompletion() {
        var control = open(EndpointAddress.CONTROL);
        control.control(1, SET_INTERFACE_1, 0);
        control.unlink(1);

        device.calls.getFirst().done().accept(UrbStatus.OK);
        executor.runTasks();

        assertThat(control.answers()).startsWith("complete 1 status 0 actual 0");
    }

    // Fences

    @Test
    void fence_holdsTheControlStream_untilTheOthersHaveComeSoFar() {
        var control = open(EndpointAddress.CONTROL);
        var out = open(BULK_OUT);
        out.submitOut(1, "a");

        control.fence(new Frame.Mark(BULK_OUT, 2));
        control.control(2, SET_INTERFACE_1, 0);
        assertThat(device.calls).as("fence is up").isEmpty();

        out.submitOut(3, "b");
        assertThat(device.submittedIds()).containsExactly(1, 3);
        assertThat(device.calls).as("fence is passed").hasSize(1);
        device.calls.getFirst().done().accept(UrbStatus.OK);
    }

    @Test
    void fence_thatIsPassedAlready_holdsNothing() {
        var control = open(EndpointAddress.CONTROL);
        var out = open(BULK_OUT);
        out.submitOut(1, "a");

        control.fence(new Frame.Mark(BULK_OUT, 1), new Frame.Mark(BULK_IN, 0));
        control.control(2, GET_STATUS, 2);

        assertThat(device.submittedIds()).containsExactly(1, 2);
    }

    @Test
    void fence_forAStreamThatIsNotHereYet_waitsForIt() {
        var control = open(EndpointAddress.CONTROL);
        control.fence(new Frame.Mark(BULK_IN, 1));
        control.control(1, GET_STATUS, 2);
        assertThat(device.submitted).isEmpty();

        var in = open(BULK_IN);
        in.submitIn(2, 8);

        assertThat(device.submittedIds()).containsExactly(2, 1);
    }

    @Test
    void fence_forAStreamThatEnds_isPassed() {
        var control = open(EndpointAddress.CONTROL);
        var in = open(BULK_IN);
        control.fence(new Frame.Mark(BULK_IN, 5));
        control.control(1, GET_STATUS, 2);

        in.server.close();

        assertThat(device.submittedIds()).containsExactly(1);
    }

    @Test
    void fence_withAnOutUrbStillArriving_isNotPassed() {
        var control = open(EndpointAddress.CONTROL);
        var out = open(BULK_OUT);
        var half = out.submit(1, 4, Frame.Submit.NO_SETUP, IsoPackets.NONE);
        ByteBuf header = Unpooled.buffer();
        FrameEncoder.write(header, half, 4);
        out.server.writeInbound(header);

        control.fence(new Frame.Mark(BULK_OUT, 1));
        control.control(2, GET_STATUS, 2);
        assertThat(device.submitted).isEmpty();
        out.server.writeInbound(Unpooled.wrappedBuffer(new byte[4]));

        assertThat(device.submittedIds()).containsExactly(1, 2);
    }

    @Test
    void fence_holdsABulkStream_untilTheOthersUnlinkIsHere() {
        var in = open(BULK_IN);
        var out = open(BULK_OUT);
        in.submitIn(1, 64);
        out.fence(new Frame.Mark(BULK_IN, 2));
        out.submitOut(2, "command");
        assertThat(device.submittedIds()).containsExactly(1);

        in.unlink(1);

        assertThat(device.cancelled).containsExactly(1);
        assertThat(device.submittedIds()).containsExactly(1, 2);
    }

    @Test
    void fence_forAFrameThatWaitsItself_isNotPassed() {
        var control = open(EndpointAddress.CONTROL);
        var in = open(BULK_IN);
        var out = open(BULK_OUT);
        in.submitIn(1, 64);
        in.fence(new Frame.Mark(EndpointAddress.CONTROL, 1));
        in.unlink(1);
        out.fence(new Frame.Mark(BULK_IN, 3));
        out.submitOut(2, "command");
        assertThat(device.cancelled).as("waits for the control stream").isEmpty();
        assertThat(device.submittedIds()).as("waits for the unlink").containsExactly(1);

        control.control(3, GET_STATUS, 2);

        assertThat(device.cancelled).containsExactly(1);
        assertThat(device.submittedIds()).containsExactly(1, 3, 2);
    }

    // Captures

    @Test
    void capture_hearsWhatTheDeviceIsGivenAndGives() {
        var heard = new ArrayList<String>();
        capture.set((event, data, index, bytes) -> heard.add("%s %s 0x%02x status %d length %d %s"
                .formatted(
                        event.kind(),
                        event.type(),
                        event.endpoint().value(),
                        event.status(),
                        event.lengthBytes(),
                        data == null ? "" : data.toString(index, bytes, StandardCharsets.US_ASCII))
                .strip()));
        var control = open(EndpointAddress.CONTROL);
        open(BULK_OUT).submitOut(1, "out");
        open(BULK_IN).submitIn(2, 8);
        control.control(3, SET_INTERFACE_1, 0);
        device.submitted.getLast().buffer().setBytes(Urb.HEADROOM_BYTES, "in".getBytes(StandardCharsets.US_ASCII));

        device.end(2, UrbStatus.OK, 2);
        device.calls.getFirst().done().accept(UrbStatus.OK);
        executor.runTasks();

        assertThat(heard)
                .containsExactly(
                        "BEGIN BULK 0x02 status -115 length 3 out",
                        "BEGIN BULK 0x81 status -115 length 8",
                        "BEGIN CONTROL 0x00 status -115 length 0",
                        "END BULK 0x81 status 0 length 2 in",
                        "END CONTROL 0x00 status 0 length 0");
    }

    // Limits and hostility

    @Test
    void moreUrbsThanAllowed_areRefused() {
        var in = open(BULK_IN);
        for (int id = 1; id <= WireLimits.MAX_IN_FLIGHT_URBS + 1; id++) {
            in.submitIn(id, 0);
        }

        assertThat(device.submitted).hasSize(WireLimits.MAX_IN_FLIGHT_URBS);
        assertThat(in.answers()).containsExactly("complete 1025 status -12 actual 0");
    }

    @Test
    void moreBytesThanAllowed_areRefusedBeforeTheyAreAllocated() {
        var in = open(BULK_IN);
        var out = open(BULK_OUT);
        for (int id = 1; id <= 4; id++) {
            in.submitIn(id, WireLimits.MAX_URB_BYTES);
        }

        out.submitOut(5, "x");
        assertThat(out.answers()).containsExactly("complete 5 status -12 actual 0");

        device.end(1, UrbStatus.OK, 0);
        executor.runTasks();
        in.answers();
        out.submitOut(6, "x");
        assertThat(device.submittedIds()).contains(6);
    }

    @Test
    void moreBytesThanTheProcessHas_areRefused_untilSomeAreFree() {
        ByteBuf taken = Objects.requireNonNull(memory.allocate(129 << 20));
        taken.release();
        var in = open(BULK_IN);

        in.submitIn(1, 2 << 20);
        assertThat(in.answers()).containsExactly("complete 1 status -12 actual 0");
        memory.free(129 << 20);
        in.submitIn(2, 2 << 20);

        assertThat(device.submittedIds()).containsExactly(2);
    }

    @Test
    void answersThatHaveNotLeft_stayCharged() {
        var in = open(BULK_IN);
        in.submitIn(1, 1000);

        device.end(1, UrbStatus.OK, 0);

        assertThat(engine.inFlightUrbs()).isZero();
        assertThat(engine.inFlightBytes()).isEqualTo(1000);
        executor.runTasks();
        assertThat(engine.inFlightBytes()).isZero();
    }

    @Test
    void urbIdInFlight_cannotBeUsedAgain() {
        var in = open(BULK_IN);
        in.submitIn(1, 8);

        open(BULK_OUT).submitOut(1, "x");

        assertThat(owner.failures).extracting(ProtocolException::code).containsExactly(CloseCode.UNEXPECTED);
    }

    @Test
    void urbIdThatHasEnded_mayBeUsedAgain() {
        var in = open(BULK_IN);
        in.submitIn(1, 8);
        device.end(1, UrbStatus.OK, 0);

        in.submitIn(1, 8);

        assertThat(owner.failures).isEmpty();
        assertThat(device.submittedIds()).containsExactly(1);
    }

    @Test
    void secondStreamForAnEndpoint_breaksTheProtocol() {
        open(BULK_IN);

        open(BULK_IN);

        assertThat(owner.failures).extracting(ProtocolException::code).containsExactly(CloseCode.UNEXPECTED);
    }

    @Test
    void unwritableStream_isNotRead() {
        var in = open(BULK_IN);

        in.setWritable(false);
        assertThat(in.isReading()).isFalse();

        in.setWritable(true);
        assertThat(in.isReading()).isTrue();
    }

    @Test
    void unwritableControlStream_staysUnreadWhenItsCallEnds() {
        var control = open(EndpointAddress.CONTROL);
        control.control(1, SET_INTERFACE_1, 0);
        control.setWritable(false);

        device.calls.getFirst().done().accept(UrbStatus.OK);
        assertThat(control.isReading()).isFalse();

        control.setWritable(true);
        assertThat(control.isReading()).isTrue();
    }

    // Ends

    @Test
    void streamThatCloses_cancelsItsUrbs_andOnlyThose() {
        var in = open(BULK_IN);
        var interrupt = open(INTERRUPT_IN);
        in.submitIn(1, 8);
        interrupt.submitIn(2, 8);

        in.server.close();
        assertThat(device.cancelled).containsExactly(1);
        device.end(1, UrbStatus.ECONNRESET, 0);

        assertThat(engine.inFlightUrbs()).isEqualTo(1);
    }

    @Test
    void streamThatClosesInTheMiddleOfAnUrb_forgetsIt() {
        var out = open(BULK_OUT);
        var half = out.submit(1, 4, Frame.Submit.NO_SETUP, IsoPackets.NONE);
        ByteBuf header = Unpooled.buffer();
        FrameEncoder.write(header, half, 4);
        out.server.writeInbound(header);
        assertThat(engine.inFlightBytes()).isEqualTo(4);

        out.server.close();

        assertThat(engine.inFlightUrbs()).isZero();
        assertThat(engine.inFlightBytes()).isZero();
    }

    @Test
    void streamThatClosesWhileUrbsWait_forgetsThem() {
        var control = open(EndpointAddress.CONTROL);
        control.fence(new Frame.Mark(BULK_IN, 1));
        control.control(1, new SetupPacket(0x40, 1, 0, 0, 3), 3);
        assertThat(engine.inFlightUrbs()).isEqualTo(1);

        control.server.close();

        assertThat(engine.inFlightUrbs()).isZero();
        assertThat(device.submitted).isEmpty();
    }

    @Test
    void endpoint_mayBeOpenedAgainAfterItsStreamClosed() {
        open(BULK_IN).server.close();

        open(BULK_IN).submitIn(1, 8);

        assertThat(owner.failures).isEmpty();
        assertThat(device.submittedIds()).containsExactly(1);
    }

    @Test
    void close_endsEverythingWithEshutdown_beforeTheStreamsClose() {
        var in = open(BULK_IN);
        var control = open(EndpointAddress.CONTROL);
        in.submitIn(1, 8);
        control.fence(new Frame.Mark(BULK_OUT, 1));
        control.control(2, GET_STATUS, 2);
        var stage = engine.close().toCompletableFuture();

        device.endAll(UrbStatus.ECONNRESET);
        in.submitIn(3, 8);
        executor.runTasks();
        assertThat(stage).isNotDone();
        assertThat(in.server.isOpen()).isTrue();
        device.free.complete(null);
        executor.runTasks();

        assertThat(stage).isCompleted();
        assertThat(in.answers()).containsExactly("complete 1 status -108 actual 0", "complete 3 status -108 actual 0");
        assertThat(control.answers()).containsExactly("complete 2 status -108 actual 0");
        assertThat(in.server.isOpen()).isFalse();
    }

    @Test
    void close_withACallUnderWay_endsIt() {
        var control = open(EndpointAddress.CONTROL);
        control.control(1, SET_INTERFACE_1, 0);

        engine.close();
        device.free.complete(null);
        device.calls.getFirst().done().accept(UrbStatus.OK);
        executor.runTasks();

        assertThat(control.answers()).containsExactly("complete 1 status -108 actual 0");
        assertThat(meters.inFlight()).isZero();
    }

    @Test
    void close_withAnOutUrbStillArriving_chargesItOnce() {
        var out = open(BULK_OUT);
        out.begin(1, 10);
        assertThat(engine.inFlightBytes()).isEqualTo(10);

        engine.close();
        device.free.complete(null);
        executor.runTasks();
        out.server.close();

        assertThat(out.answers()).containsExactly("complete 1 status -108 actual 0");
        assertThat(engine.inFlightUrbs()).isZero();
        assertThat(engine.inFlightBytes()).isZero();
        assertThat(memory.chargedBytes()).isZero();
    }

    @Test
    void close_withAnOutUrbWhoseDataComesLater_neverReachesTheDevice() {
        var out = open(BULK_OUT);
        out.begin(1, 4);
        out.server.pipeline().addFirst(new ChannelOutboundHandlerAdapter() {
            @Override
            public void close(ChannelHandlerContext context, ChannelPromise promise) {
                // The network takes its time.
            }
        });
        engine.close();
        device.free.complete(null);
        executor.runTasks();

        out.server.writeInbound(Unpooled.copiedBuffer("late", StandardCharsets.US_ASCII));
        executor.runTasks();

        assertThat(device.submitted).isEmpty();
        assertThat(out.answers()).containsExactly("complete 1 status -108 actual 0");
        out.server.pipeline().removeFirst();
    }

    @Test
    void answerThatComesWhileOthersAreFlushed_isFlushedToo() {
        var in = open(BULK_IN);
        var late = open(LATE_IN);
        in.submitIn(1, 8);
        in.server.pipeline().addFirst(new ChannelOutboundHandlerAdapter() {
            @Override
            public void flush(ChannelHandlerContext context) {
                context.flush();
                context.pipeline().remove(this);
                late.submitIn(2, 8);
            }
        });

        device.endWith(1, "x");
        executor.runTasks();

        assertThat(in.answers()).hasSize(1);
        assertThat(late.answers()).containsExactly("complete 2 status -2 actual 0");
    }

    @Test
    void streamForAnEndedLease_isClosedWithoutFault() {
        owner.ended = true;

        var in = open(BULK_IN);

        assertThat(in.server.isOpen()).isFalse();
        assertThat(owner.failures).isEmpty();
    }

    private final class Owner implements StreamOwner {
        final List<ProtocolException> failures = new ArrayList<>();
        final List<TransferType> types = new ArrayList<>();
        boolean ended;

        @Override
        public @Nullable DeviceEngine engineOf(LeaseId lease) {
            return ended ? null : engine;
        }

        @Override
        public void opened(Channel stream, TransferType type) {
            types.add(type);
        }

        @Override
        public void failed(ProtocolException cause) {
            failures.add(cause);
        }
    }

    private static final class Meters implements EngineListener {
        final List<String> completed = new ArrayList<>();
        final List<Integer> refused = new ArrayList<>();

        private int submitted;

        int inFlight() {
            return submitted - completed.size();
        }

        @Override
        public void urbSubmitted() {
            submitted++;
        }

        @Override
        public void urbCompleted(TransferType type, Direction direction, int status, int bytes, long nanos) {
            completed.add(type + " " + direction + " status " + status + " bytes " + bytes + " nanos " + nanos);
        }

        @Override
        public void urbRefused(int status) {
            refused.add(status);
        }
    }
}
