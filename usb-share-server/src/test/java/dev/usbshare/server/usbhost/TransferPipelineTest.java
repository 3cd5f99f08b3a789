package dev.usbshare.server.usbhost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.server.usbhost.ScriptedHandle.Native;
import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.EndpointTable;
import dev.usbshare.usb.SetupPacket;
import dev.usbshare.usb.TransferFlags;
import dev.usbshare.usb.TransferType;
import dev.usbshare.usb.Urb;
import dev.usbshare.usb.UrbStatus;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usb4java.LibUsb;

class TransferPipelineTest implements TransferPipeline.Owner {

    private static final EndpointAddress BULK_IN = new EndpointAddress(0x81);
    private static final EndpointAddress BULK_OUT = new EndpointAddress(0x02);
    private static final EndpointAddress INTERRUPT_IN = new EndpointAddress(0x83);

    private final ScriptedHandle handle = new ScriptedHandle();
    private final EndpointTable endpoints = new EndpointTable(Descriptors.set());
    private final TransferMeter meter = new TransferMeter();
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private final CompletionQueue completions = new CompletionQueue(() -> tasks.add(this::drain));
    private final TransferPipeline pipeline =
            new TransferPipeline(handle, new UrbForm(endpoints), meter, this, completions);
    private final List<String> ends = new ArrayList<>();
    private int lost;
    private int retriesAsked;

    @Test
    void submit_bulkIn_lendsTheMemoryBehindTheHeadroom() {
        Urb urb = in(BULK_IN, 512);

        submit(urb);

        Native transfer = handle.nativeInFlight(0);
        transfer.memory.put(0, (byte) 42);
        assertThat(transfer.endpoint).isEqualTo(0x81);
        assertThat(transfer.type).isEqualTo(TransferType.BULK);
        assertThat(transfer.memory.capacity()).isEqualTo(512);
        assertThat(urb.buffer().getByte(Urb.HEADROOM_BYTES)).isEqualTo((byte) 42);
        assertThat(meter.transfers()).isEqualTo(1);
        assertThat(meter.bytes()).isEqualTo(512);
        finish();
    }

    @Test
    void submit_interruptEndpoint_isFilledByItsDescriptorWhateverTheUrbClaims() {
        submit(in(INTERRUPT_IN, 8));

        assertThat(handle.nativeInFlight(0).type).isEqualTo(TransferType.INTERRUPT);
        finish();
    }

    @Test
    void submit_control_lendsSetupPacketAndData() {
        submit(control(new SetupPacket(0x80, 6, 0x100, 0, 18), 18));

        Native transfer = handle.nativeInFlight(0);
        assertThat(transfer.memory.capacity()).isEqualTo(8 + 18);
        assertThat(transfer.memory.get(1)).isEqualTo((byte) 6);
        finish();
    }

    @Test
    void submit_controlWhoseLengthsDiffer_asksForTheSmaller() {
        submit(control(new SetupPacket(0x80, 6, 0x100, 0, 64), 18));

        Native transfer = handle.nativeInFlight(0);
        assertThat(transfer.memory.capacity()).isEqualTo(8 + 18);
        assertThat(transfer.memory.get(6)).isEqualTo((byte) 18);
        finish();
    }

    @Test
    void submit_controlBeyondUsbfs_isRefusedWithoutTheDevice() {
        submit(control(new SetupPacket(0xc0, 1, 0, 0, 4097), 4097));

        assertThat(ends).isEmpty();
        runAll();
        assertThat(ends).containsExactly("1 EMSGSIZE 0");
        assertThat(handle.inFlight).isEmpty();
    }

    @Test
    void submit_endpointTheDeviceHasNot_endsWithEnoent() {
        submit(in(new EndpointAddress(0x8f), 8));
        runAll();

        assertThat(ends).containsExactly("1 ENOENT 0");
    }

    @Test
    void submit_isochronousEndpoint_endsWithEinval() {
        endpoints.select(2, 1);

        submit(in(new EndpointAddress(0x84), 8));
        runAll();

        assertThat(ends).containsExactly("1 EINVAL 0");
    }

    @Test
    void zeroPacket_isForBulkOutOnly() {
        submit(data(1, BULK_OUT, TransferFlags.ZERO_PACKET, 512));
        submit(data(2, BULK_OUT, 0, 512));
        submit(data(3, BULK_IN, TransferFlags.ZERO_PACKET, 512));
        submit(data(4, INTERRUPT_IN, TransferFlags.ZERO_PACKET, 8));

        assertThat(handle.inFlight.stream().map(t -> t.zeroPacket)).containsExactly(true, false, false, false);
        finish();
    }

    @Test
    void shortIn_withShortNotOk_isEremoteioWithItsData() {
        submit(data(1, BULK_IN, TransferFlags.SHORT_NOT_OK, 512));
        submit(data(2, BULK_IN, 0, 512));

        handle.nativeInFlight(0).end(LibUsb.TRANSFER_COMPLETED, 100);
        handle.nativeInFlight(0).end(LibUsb.TRANSFER_COMPLETED, 100);
        runAll();

        assertThat(ends).containsExactly("1 EREMOTEIO 100", "2 OK 100");
    }

    @Test
    void completions_arriveInOneDrainAndInOrder() {
        submit(in(BULK_IN, 512), in(BULK_IN, 512), in(BULK_IN, 512));

        for (int i = 0; i < 3; i++) {
            handle.nativeInFlight(0).end(LibUsb.TRANSFER_COMPLETED, i);
        }

        assertThat(tasks).hasSize(1);
        runAll();
        assertThat(ends).containsExactly("1 OK 0", "2 OK 1", "3 OK 2");
        assertThat(meter.transfers()).isZero();
    }

    @Test
    void transfers_areUsedAgain() {
        for (int i = 0; i < 10; i++) {
            submit(in(BULK_IN, 512));
            handle.nativeInFlight(0).end(LibUsb.TRANSFER_COMPLETED, 512);
            runAll();
        }

        assertThat(handle.allocated).hasSize(1);
        assertThat(ends).hasSize(10);
    }

    @Test
    void refusedSubmit_waitsForThoseBeforeItOnItsEndpoint() {
        submit(in(BULK_IN, 512));
        handle.submits.add(LibUsb.ERROR_NOT_FOUND);
        submit(in(BULK_IN, 512));
        handle.submits.add(LibUsb.ERROR_NOT_FOUND);
        submit(data(3, BULK_OUT, 0, 512));
        runAll();
        assertThat(ends).as("another endpoint does not wait").containsExactly("3 ENOENT 0");

        handle.nativeInFlight(0).end(LibUsb.TRANSFER_COMPLETED, 7);
        runAll();

        assertThat(ends).containsExactly("3 ENOENT 0", "1 OK 7", "2 ENOENT 0");
    }

    /** The refused one is given back while it is still in the queue: its transfer must not carry another URB yet. */
    @Test
    void refusedSubmit_givenBackByAnEarlierEnd_isNotUsedAgainWhileQueued() {
        var resubmitted = in(BULK_IN, 512);
        var first = Urb.data(90, BULK_IN, TransferType.BULK, 0, 8, buffer(8), this::ended);
        var refused = Urb.data(91, BULK_IN, TransferType.BULK, 0, 8, buffer(8), (urb, status, actualBytes) -> {
            ended(urb, status, actualBytes);
            submit(resubmitted);
        });
        submit(first);
        handle.nativeInFlight(0).end(LibUsb.TRANSFER_COMPLETED, 8);
        handle.submits.add(LibUsb.ERROR_NOT_FOUND);
        submit(refused);

        runAll();

        assertThat(ends).containsExactly("90 OK 8", "91 ENOENT 0");
        assertThat(handle.inFlight).hasSize(1);
        finish();
    }

    @Test
    void unlinkedTransfer_doesNotHoldBackThoseBehindIt() {
        List<Urb> urbs = submit(in(BULK_IN, 512));
        handle.submits.add(LibUsb.ERROR_NOT_FOUND);
        submit(in(BULK_IN, 512));

        unlink(urbs.getFirst());
        runAll();
        assertThat(ends).containsExactly("2 ENOENT 0");

        handle.nativeInFlight(0).end(LibUsb.TRANSFER_CANCELLED, 0);
        runAll();
        assertThat(ends).containsExactly("2 ENOENT 0", "1 ECONNRESET 0");
    }

    @Test
    void unlinkedTransfer_doesNotWaitForThoseBeforeIt() {
        List<Urb> urbs = submit(in(BULK_IN, 512), in(BULK_IN, 512));

        unlink(urbs.get(1));
        handle.nativeInFlight(1).end(LibUsb.TRANSFER_CANCELLED, 0);
        runAll();

        assertThat(ends).containsExactly("2 ECONNRESET 0");
        finish();
    }

    @Test
    void unlink_thatComesTooLate_leavesTheSuccess() {
        List<Urb> urbs = submit(in(BULK_IN, 512));
        handle.nativeInFlight(0).end(LibUsb.TRANSFER_COMPLETED, 512);

        unlink(urbs.getFirst());
        runAll();

        assertThat(ends).containsExactly("1 OK 512");
    }

    @Test
    void unlink_thatCatchesDataOnTheWay_reportsItsLength() {
        List<Urb> urbs = submit(in(BULK_IN, 512));

        unlink(urbs.getFirst());
        handle.nativeInFlight(0).end(LibUsb.TRANSFER_CANCELLED, 64);
        runAll();

        assertThat(ends).containsExactly("1 ECONNRESET 64");
    }

    @Test
    void cancelledButNotByItsSubmitter_endsWithEshutdown() {
        submit(in(BULK_IN, 512));

        pipeline.flush(BULK_IN::equals);
        handle.nativeInFlight(0).end(LibUsb.TRANSFER_CANCELLED, 0);
        runAll();

        assertThat(ends).containsExactly("1 ESHUTDOWN 0");
        assertThat(lost).as("an endpoint has ended, not the device").isZero();
    }

    @Test
    void noMemory_waitsForACompletionAndKeepsTheEndpointsOrder() {
        submit(data(1, BULK_OUT, 0, 512));
        handle.submits.add(LibUsb.ERROR_NO_MEM);
        submit(in(BULK_IN, 512), in(BULK_IN, 512));
        submit(in(INTERRUPT_IN, 8));
        assertThat(handle.inFlight.stream().map(t -> t.endpoint)).containsExactly(0x02, 0x83);

        handle.nativeInFlight(0).end(LibUsb.TRANSFER_COMPLETED, 512);
        runAll();

        assertThat(ends).containsExactly("1 OK 512");
        assertThat(handle.inFlight.stream().map(t -> t.endpoint)).containsExactly(0x83, 0x81, 0x81);
        assertThat(pipeline.isStarving()).isFalse();
        finish();
    }

    @Test
    void noMemory_withNothingInFlight_isEnomem() {
        handle.submits.add(LibUsb.ERROR_NO_MEM);

        submit(in(BULK_IN, 512));
        runAll();

        assertThat(ends).containsExactly("1 ENOMEM 0");
    }

    @Test
    void noMemory_endsWaitingByATimerToo() {
        submit(data(1, BULK_OUT, 0, 512));
        handle.submits.add(LibUsb.ERROR_NO_MEM);
        submit(in(BULK_IN, 512));
        assertThat(retriesAsked).isEqualTo(1);

        pipeline.retryStarved();

        assertThat(handle.inFlight.stream().map(t -> t.endpoint)).containsExactly(0x02, 0x81);
        assertThat(retriesAsked).isEqualTo(1);
        finish();
    }

    @Test
    void unlink_whileWaitingForMemory_endsAtOnce() {
        submit(data(1, BULK_OUT, 0, 512));
        handle.submits.add(LibUsb.ERROR_NO_MEM);
        List<Urb> urbs = submit(in(BULK_IN, 512), in(BULK_IN, 512));

        unlink(urbs.getFirst());
        runAll();

        assertThat(ends).containsExactly("2 ECONNRESET 0");
        assertThat(handle.inFlight.stream().map(t -> t.endpoint)).containsExactly(0x02, 0x81);
        finish();
    }

    @Test
    void ioError_mayBeWantOfMemory_isTriedForASecond() {
        submit(data(1, BULK_OUT, 0, 512));
        for (int i = 0; i <= MemoryWait.MAX_TIMED_RETRIES; i++) {
            handle.submits.add(LibUsb.ERROR_IO);
        }
        submit(in(BULK_IN, 512));

        for (int i = 0; i < MemoryWait.MAX_TIMED_RETRIES - 1; i++) {
            pipeline.retryStarved();
        }
        runAll();
        assertThat(ends).isEmpty();
        pipeline.retryStarved();
        runAll();

        assertThat(ends).containsExactly("2 EPROTO 0");
        finish();
    }

    @Test
    void ioError_nearTheLimitOfUsbfs_waitsAsLongAsItTakes(@TempDir Path directory) throws Exception {
        meter.readLimit(Files.writeString(directory.resolve("usbfs_memory_mb"), "1\n"));
        submit(data(1, BULK_OUT, 0, 900 << 10));
        for (int i = 0; i < 1_000; i++) {
            handle.submits.add(LibUsb.ERROR_IO);
        }
        submit(in(BULK_IN, 64 << 10));

        for (int i = 0; i < 900; i++) {
            pipeline.retryStarved();
        }
        runAll();

        assertThat(ends).isEmpty();
        pipeline.shutDown();
        finish();
    }

    @Test
    void deviceGone_atSubmitAndInFlight_isToldAndEndsEverythingWithEshutdown() {
        submit(in(BULK_IN, 512));
        handle.submits.add(LibUsb.ERROR_NO_DEVICE);
        submit(data(2, BULK_OUT, 0, 512));
        handle.nativeInFlight(0).end(LibUsb.TRANSFER_NO_DEVICE, 0);
        runAll();

        assertThat(ends).containsExactlyInAnyOrder("1 ESHUTDOWN 0", "2 ESHUTDOWN 0");
        assertThat(lost).isEqualTo(2);
    }

    @Test
    void held_cancelsWaitUntilTheRequestHasRun() {
        List<Urb> urbs = submit(in(BULK_IN, 512));
        pipeline.hold();

        unlink(urbs.getFirst());
        assertThat(handle.nativeInFlight(0).cancelled).isFalse();
        pipeline.resume();

        assertThat(handle.nativeInFlight(0).cancelled).isTrue();
        finish();
    }

    @Test
    void held_transferThatEndsByItself_isNotCancelledAfterwards() {
        List<Urb> urbs = submit(in(BULK_IN, 512));
        Native transfer = handle.nativeInFlight(0);
        pipeline.hold();
        unlink(urbs.getFirst());
        transfer.end(LibUsb.TRANSFER_COMPLETED, 512);
        runAll();

        pipeline.resume();

        assertThat(transfer.cancelled).isFalse();
        assertThat(ends).containsExactly("1 OK 512");
    }

    @Test
    void stall_isRememberedUntilCleared() {
        submit(in(BULK_IN, 512));

        handle.nativeInFlight(0).end(LibUsb.TRANSFER_STALL, 0);
        runAll();

        assertThat(ends).containsExactly("1 EPIPE 0");
        assertThat(pipeline.halted()).containsExactly(BULK_IN);
        pipeline.cleared(BULK_IN);
        assertThat(pipeline.halted()).isEmpty();
    }

    @Test
    void abandon_endsAllAtOnceAndKeepsTheMemoryUntilReleased() {
        List<Urb> urbs = submit(in(BULK_IN, 512), in(BULK_IN, 512));
        ByteBuf buffer = urbs.getFirst().buffer();
        Native transfer = handle.nativeInFlight(0);
        handle.nativeInFlight(1).end(LibUsb.TRANSFER_COMPLETED, 512);

        pipeline.abandon();
        assertThat(ends).containsExactly("1 ESHUTDOWN 0", "2 OK 512");
        assertThat(buffer.refCnt()).isEqualTo(1);

        transfer.end(LibUsb.TRANSFER_COMPLETED, 512);
        runAll();
        assertThat(ends).as("a late word is not heard").hasSize(2);
        pipeline.free();
        assertThat(handle.allocated).allMatch(t -> t.freed);
        assertThat(buffer.refCnt()).isZero();
    }

    @Test
    void submit_afterShutDown_endsWithEshutdown() {
        pipeline.shutDown();

        submit(in(BULK_IN, 512));
        runAll();

        assertThat(ends).containsExactly("1 ESHUTDOWN 0");
        assertThat(handle.inFlight).isEmpty();
    }

    @Test
    void listenerThatFails_doesNotStopTheOthers() {
        var broken = Urb.data(9, BULK_IN, TransferType.BULK, 0, 8, buffer(8), (urb, status, actualBytes) -> {
            urb.release();
            throw new IllegalStateException("listener");
        });
        submit(broken);
        submit(in(BULK_IN, 512));

        handle.nativeInFlight(0).end(LibUsb.TRANSFER_COMPLETED, 8);
        handle.nativeInFlight(0).end(LibUsb.TRANSFER_COMPLETED, 512);
        runAll();

        assertThat(ends).containsExactly("1 OK 512");
    }

    @Test
    void listenerThatSubmitsAgain_isServed() {
        var again = new ArrayDeque<>(List.of(in(BULK_IN, 512)));
        var first = Urb.data(9, BULK_IN, TransferType.BULK, 0, 8, buffer(8), (urb, status, actualBytes) -> {
            urb.release();
            submit(again.remove());
        });
        submit(first);

        handle.nativeInFlight(0).end(LibUsb.TRANSFER_COMPLETED, 8);
        runAll();

        assertThat(handle.inFlight).hasSize(1);
        finish();
    }

    @Override
    public void onDeviceLost() {
        lost++;
    }

    @Override
    public void onDrained() {
        // Nobody waits.
    }

    @Override
    public void later(Runnable task) {
        tasks.add(task);
    }

    @Override
    public void retryLater() {
        retriesAsked++;
    }

    private int urbs;

    private Urb in(EndpointAddress endpoint, int lengthBytes) {
        return data(++urbs, endpoint, 0, lengthBytes);
    }

    private Urb data(int id, EndpointAddress endpoint, int flags, int lengthBytes) {
        urbs = id;
        return Urb.data(id, endpoint, TransferType.BULK, flags, lengthBytes, buffer(lengthBytes), this::ended);
    }

    private Urb control(SetupPacket setup, int lengthBytes) {
        return Urb.control(++urbs, setup, 0, lengthBytes, buffer(lengthBytes), this::ended);
    }

    private List<Urb> submit(Urb... submitted) {
        for (Urb urb : submitted) {
            pipeline.start(pipeline.admit(urb));
        }
        return List.of(submitted);
    }

    private void unlink(Urb urb) {
        if (urb.deviceState() instanceof UrbTransfer transfer) {
            pipeline.unlink(transfer);
        }
    }

    private void ended(Urb urb, int status, int actualBytes) {
        ends.add(urb.id() + " " + UrbStatus.name(status) + " " + actualBytes);
        urb.release();
    }

    private void drain() {
        pipeline.drain();
    }

    private void runAll() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    /** Ends what a test left in flight, so that no buffer leaks. */
    private void finish() {
        runAll();
        for (Native transfer : List.copyOf(handle.inFlight)) {
            transfer.end(LibUsb.TRANSFER_CANCELLED, 0);
        }
        runAll();
        assertThat(pipeline.isIdle()).isTrue();
        assertThat(meter.bytes()).isZero();
    }

    private static ByteBuf buffer(int lengthBytes) {
        return PooledByteBufAllocator.DEFAULT.directBuffer(Urb.HEADROOM_BYTES + lengthBytes);
    }
}
