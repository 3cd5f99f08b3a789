package dev.usbshare.server.usbhost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.usbshare.server.usbhost.ScriptedHandle.Native;
import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.TransferType;
import dev.usbshare.usb.Urb;
import dev.usbshare.usb.UrbStatus;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.EventExecutor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usb4java.LibUsb;

/** A device with its real threads, over a scripted libusb. */
class LibusbDeviceTest implements LibusbDevice.Events {

    private static final EndpointAddress BULK_IN = new EndpointAddress(0x81);
    private static final EndpointAddress INTERRUPT_IN = new EndpointAddress(0x83);

    private final EventExecutor executor = new DefaultEventExecutor();
    private final ExecutorService worker = Executors.newSingleThreadExecutor();
    private final ScriptedHandle handle = new ScriptedHandle();
    private final ClaimJournal journal;
    private final LibusbDevice device;
    private final TransferMeter meter = new TransferMeter();
    private final List<String> heard = new ArrayList<>();
    private final AtomicInteger gone = new AtomicInteger();
    private int urbs;

    LibusbDeviceTest(@TempDir Path directory) throws Exception {
        var sysfs = new SysfsFixture(directory).stick("1-1", 5);
        journal = ClaimJournal.open(directory.resolve("state"));
        var info = sysfs.devices().read().getFirst().info();
        var claims = new InterfaceClaims(
                handle, info, Descriptors.set(), sysfs.devices(), new NodeUsers(directory, 1), journal);
        claims.claimAll();
        device = new LibusbDevice(
                new OpenedDevice(info, handle, Descriptors.set(), claims),
                executor,
                worker,
                meter,
                gone::incrementAndGet,
                this);
        device.start();
        handle.cancelsAtOnce = true;
    }

    @AfterEach
    void closeAll() throws Exception {
        close();
        executor.shutdownGracefully(0, 5, TimeUnit.SECONDS).get(5, TimeUnit.SECONDS);
        assertThat(worker.awaitTermination(5, TimeUnit.SECONDS)).isTrue();
        assertThat(device.isEventThreadAlive()).isFalse();
        assertThat(meter.transfers()).isZero();
        assertThat(handle.allocated).allMatch(t -> t.freed);
        assertThat(handle.calls()).endsWith("exit");
        assertThat(journal.claims()).isEmpty();
    }

    @Test
    void close_ordersEveryStep() throws Exception {
        submit(BULK_IN);

        close();

        assertThat(heard()).containsExactly("1 ESHUTDOWN", "closed");
        assertThat(handle.calls())
                .containsExactly(
                        "detach 0",
                        "claim 0",
                        "detach 2",
                        "claim 2",
                        "release 0",
                        "release 2",
                        "reset",
                        "attach 0",
                        "close",
                        "exit");
    }

    @Test
    void close_twice_isOnce() throws Exception {
        close();
        close();

        assertThat(heard()).containsExactly("closed");
    }

    @Test
    void submit_afterClose_endsWithEshutdown() throws Exception {
        close();

        submit(BULK_IN);

        await().untilAsserted(() -> assertThat(heard()).containsExactly("closed", "1 ESHUTDOWN"));
    }

    @Test
    void unplugged_endsEverythingThenSaysGoneOnce() throws Exception {
        submit(BULK_IN);
        submit(INTERRUPT_IN);

        device.unplugged();
        device.unplugged();

        await().untilAsserted(() -> assertThat(gone).hasValue(1));
        assertThat(heard()).containsExactlyInAnyOrder("1 ESHUTDOWN", "2 ESHUTDOWN");
        close();
        assertThat(gone).hasValue(1);
        assertThat(handle.calls()).doesNotContain("reset", "attach 0");
    }

    @Test
    void transferSaysNoDevice_takesTheRestAlong() throws Exception {
        submit(BULK_IN);
        submit(INTERRUPT_IN);

        handle.nativeInFlight(0).end(LibUsb.TRANSFER_NO_DEVICE, 0);

        await().untilAsserted(() -> assertThat(gone).hasValue(1));
        assertThat(heard()).containsExactly("1 ESHUTDOWN", "2 ESHUTDOWN");
    }

    @Test
    void deadEventThread_failsEverythingOutstandingAndRefusesNewWork() throws Exception {
        handle.cancelsAtOnce = false;
        submit(BULK_IN);
        submit(INTERRUPT_IN);

        handle.breakEvents();

        await().untilAsserted(() -> assertThat(gone).hasValue(1));
        assertThat(heard()).containsExactly("event thread died", "1 ESHUTDOWN", "2 ESHUTDOWN");
        submit(BULK_IN);
        await().untilAsserted(() -> assertThat(heard()).endsWith("3 ESHUTDOWN"));
        assertThat(request(done -> device.setInterface(2, 1, done))).isEqualTo(UrbStatus.ESHUTDOWN);
        close();
        assertThat(handle.calls())
                .as("the kernel's drivers come back all the same")
                .contains("release 0", "attach 0");
    }

    @Test
    void setInterface_endsThatInterfacesTransfersFirst() throws Exception {
        submit(BULK_IN);
        submit(INTERRUPT_IN);

        assertThat(request(done -> device.setInterface(2, 1, done))).isEqualTo(UrbStatus.OK);

        assertThat(heard()).containsExactly("2 ESHUTDOWN");
        assertThat(handle.calls()).endsWith("interface 2 alt 1");
        submit(INTERRUPT_IN);
        await().untilAsserted(() -> assertThat(heard()).containsExactly("2 ESHUTDOWN", "3 ENOENT"));
    }

    @Test
    void setInterface_thatTheDeviceHasNot_isAStallWithoutTheDevice() throws Exception {
        submit(INTERRUPT_IN);

        assertThat(request(done -> device.setInterface(2, 7, done))).isEqualTo(UrbStatus.EPIPE);
        assertThat(request(done -> device.setInterface(1, 0, done))).isEqualTo(UrbStatus.EPIPE);

        assertThat(heard()).isEmpty();
        assertThat(handle.calls()).endsWith("claim 2");
    }

    @Test
    void setConfiguration_endsAllButControlAndChangesTheEndpoints() throws Exception {
        submit(BULK_IN);
        submit(INTERRUPT_IN);

        assertThat(request(done -> device.setConfiguration(2, done))).isEqualTo(UrbStatus.OK);

        assertThat(heard()).containsExactlyInAnyOrder("1 ESHUTDOWN", "2 ESHUTDOWN");
        submit(new EndpointAddress(0x85));
        await().untilAsserted(() -> assertThat(handle.inFlight).hasSize(1));
    }

    @Test
    void setConfiguration_thatTheDeviceHasNot_isAStallWithoutTheDevice() throws Exception {
        submit(BULK_IN);

        assertThat(request(done -> device.setConfiguration(9, done))).isEqualTo(UrbStatus.EPIPE);

        assertThat(heard()).isEmpty();
    }

    @Test
    void clearHalt_stalls_isAStall() throws Exception {
        handle.answer("clear halt 81", LibUsb.ERROR_NOT_FOUND);

        assertThat(request(done -> device.clearHalt(BULK_IN, done))).isEqualTo(UrbStatus.EPIPE);
    }

    @Test
    void clearHalt_deviceGone_losesTheDevice() throws Exception {
        handle.answer("clear halt 81", LibUsb.ERROR_NO_DEVICE);

        assertThat(request(done -> device.clearHalt(BULK_IN, done))).isEqualTo(UrbStatus.ESHUTDOWN);

        await().untilAsserted(() -> assertThat(gone).hasValue(1));
    }

    @Test
    void requestsAndUrbs_keepTheOrderInWhichTheyCame() throws Exception {
        handle.cancelsAtOnce = false;
        submit(INTERRUPT_IN);
        Native interrupt = handle.nativeInFlight(0);
        onExecutor(() -> {
            device.setInterface(2, 0, status -> hear("interface " + status));
            device.submit(urb(BULK_IN));
            device.clearHalt(BULK_IN, status -> hear("halt " + status));
            device.submit(urb(BULK_IN));
            return null;
        });
        assertThat(handle.inFlight)
                .as("the request waits for its endpoint, all else for it")
                .containsExactly(interrupt);

        interrupt.end(LibUsb.TRANSFER_CANCELLED, 0);

        await().untilAsserted(() -> assertThat(handle.inFlight).hasSize(2));
        assertThat(heard()).containsExactly("1 ESHUTDOWN", "interface 0", "halt 0");
        assertThat(handle.calls()).endsWith("interface 2 alt 0", "clear halt 81");
        handle.cancelsAtOnce = true;
    }

    @Test
    void cancel_whileWaitingBehindARequest_endsWithoutTheDevice() throws Exception {
        handle.cancelsAtOnce = false;
        submit(INTERRUPT_IN);
        Native interrupt = handle.nativeInFlight(0);
        onExecutor(() -> {
            device.setInterface(2, 0, status -> hear("interface " + status));
            Urb waiting = urb(BULK_IN);
            device.submit(waiting);
            device.cancel(waiting);
            return null;
        });

        await().untilAsserted(() -> assertThat(heard()).containsExactly("2 ECONNRESET"));
        interrupt.end(LibUsb.TRANSFER_CANCELLED, 0);
        await().untilAsserted(() -> assertThat(heard()).containsExactly("2 ECONNRESET", "1 ESHUTDOWN", "interface 0"));
        assertThat(handle.inFlight).isEmpty();
    }

    @Test
    void close_whileARequestWaits_refusesIt() throws Exception {
        handle.cancelsAtOnce = false;
        submit(INTERRUPT_IN);
        Native interrupt = handle.nativeInFlight(0);
        onExecutor(() -> {
            device.setInterface(2, 0, status -> hear("interface " + UrbStatus.name(status)));
            device.submit(urb(BULK_IN));
            device.close();
            return null;
        });

        interrupt.end(LibUsb.TRANSFER_CANCELLED, 0);
        close();

        assertThat(heard()).containsExactlyInAnyOrder("1 ESHUTDOWN", "2 ESHUTDOWN", "interface ESHUTDOWN", "closed");
        assertThat(handle.calls()).doesNotContain("interface 2 alt 0");
    }

    @Test
    void close_afterTheExecutorHasEnded_givesTheDeviceBack() throws Exception {
        submit(BULK_IN);
        executor.shutdownGracefully(0, 5, TimeUnit.SECONDS).get(5, TimeUnit.SECONDS);

        device.closeFromOutside().toCompletableFuture().get(10, TimeUnit.SECONDS);

        assertThat(handle.calls()).contains("reset", "attach 0", "exit");
    }

    @Override
    public void onClosed(LibusbDevice closed) {
        hear("closed");
    }

    @Override
    public void onEventThreadDied(LibusbDevice dead, Throwable cause) {
        hear("event thread died");
    }

    private Urb urb(EndpointAddress endpoint) {
        return Urb.data(
                ++urbs,
                endpoint,
                TransferType.BULK,
                0,
                64,
                PooledByteBufAllocator.DEFAULT.directBuffer(Urb.HEADROOM_BYTES + 64),
                (ended, status, actualBytes) -> {
                    ended.release();
                    hear(ended.id() + " " + UrbStatus.name(status));
                });
    }

    private void submit(EndpointAddress endpoint) throws Exception {
        onExecutor(() -> {
            device.submit(urb(endpoint));
            return null;
        });
    }

    private int request(Consumer<IntConsumer> request) throws Exception {
        var status = new CompletableFuture<Integer>();
        onExecutor(() -> {
            request.accept(status::complete);
            return null;
        });
        return status.get(10, TimeUnit.SECONDS);
    }

    private void close() throws Exception {
        device.closeFromOutside().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private <T> void onExecutor(Callable<T> task) throws Exception {
        executor.submit(task).get(10, TimeUnit.SECONDS);
    }

    private void hear(String what) {
        synchronized (heard) {
            heard.add(what);
        }
    }

    private List<String> heard() {
        synchronized (heard) {
            return List.copyOf(heard);
        }
    }
}
