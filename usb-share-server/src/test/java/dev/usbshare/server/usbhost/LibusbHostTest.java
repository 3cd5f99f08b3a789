package dev.usbshare.server.usbhost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.usbshare.usb.BusId;
import dev.usbshare.usb.UrbStatus;
import dev.usbshare.usb.UsbDevice;
import dev.usbshare.usb.UsbHostException;
import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.EventExecutor;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.usb4java.LibUsb;

class LibusbHostTest {

    private static final BusId BUS_ID = new BusId("1-1");

    private final Path directory;
    private final SysfsFixture sysfs;
    private final EventExecutor executor = new DefaultEventExecutor();
    private final ScheduledExecutorService watching = Executors.newSingleThreadScheduledExecutor();
    private final ScriptedHandle handle = new ScriptedHandle();
    private final ScriptedLibusb libusb = new ScriptedLibusb(handle);
    private final AtomicInteger gone = new AtomicInteger();

    LibusbHostTest(@TempDir Path directory) throws Exception {
        this.directory = directory;
        this.sysfs = new SysfsFixture(directory).stick("1-1", 5);
    }

    @AfterEach
    void stop() throws Exception {
        watching.shutdownNow();
        executor.shutdownGracefully(0, 5, TimeUnit.SECONDS).get(5, TimeUnit.SECONDS);
    }

    @Test
    void start_realLibraryWithoutUsb_listsNothingAndIsHealthy() throws Exception {
        try (var host = LibusbHost.start(
                Usb4JavaLibusb.load(),
                new SysfsDevices(directory.resolve("no-usb")),
                ClaimJournal.open(directory.resolve("state")),
                new NodeUsers(directory, 1),
                watching)) {

            assertThat(host.devices()).isEmpty();
            assertThat(host.health()).isEqualTo(new LibusbHealth(true, "1.0.22", 0, 0, ""));
        }
    }

    @Test
    void start_libraryThatCannotBeLoaded_listsDevicesAndSaysWhyNoneOpens() throws Exception {
        try (var host = start(new UnavailableLibusb("libusb cannot be loaded (test): use a supported platform"))) {
            assertThat(host.devices()).hasSize(1);
            assertThat(host.health().working()).isFalse();
            assertThat(host.health().lastError()).contains("LIBUSB_ERROR_NOT_SUPPORTED");
            assertThatThrownBy(() -> open(host))
                    .hasRootCauseInstanceOf(UsbHostException.class)
                    .hasRootCauseMessage("open 1-1 (/dev/bus/usb/001/005): LIBUSB_ERROR_NOT_SUPPORTED (-12): "
                            + "libusb cannot be loaded (test): use a supported platform");
        }
    }

    @Test
    void open_opensTheDeviceOfThisPluggingAndClaimsIt() throws Exception {
        try (var host = start(libusb)) {
            UsbDevice device = open(host);

            assertThat(libusb.opened).containsExactly("1/5");
            assertThat(device.info()).isEqualTo(host.devices().getFirst());
            assertThat(device.descriptors().configurations()).hasSize(2);
            assertThat(handle.calls()).endsWith("detach 0", "claim 0", "detach 2", "claim 2");
            assertThat(host.health()).isEqualTo(new LibusbHealth(true, "scripted", 1, 0, ""));
        }
        assertThat(handle.calls()).endsWith("release 0", "release 2", "reset", "attach 0", "close", "exit");
    }

    @Test
    void open_twice_isBusyUntilClosed() throws Exception {
        libusb.handles.add(new ScriptedHandle());
        try (var host = start(libusb)) {
            UsbDevice device = open(host);
            assertThatThrownBy(() -> open(host))
                    .hasRootCauseMessage("open 1-1: it is open already; wait until it is released");

            executor.submit(device::close)
                    .get(10, TimeUnit.SECONDS)
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);

            assertThat(open(host)).isNotSameAs(device);
        }
    }

    @Test
    void open_deviceThatIsNotThere_isGone() throws Exception {
        sysfs.unplug("1-1");
        try (var host = start(libusb)) {
            assertThatThrownBy(() -> open(host))
                    .hasRootCauseMessage("open 1-1: no such device; plug it in, or choose one from the list");
        }
    }

    @Test
    void open_noPermission_namesNodeAndRemedy() throws Exception {
        libusb.refusal = LibUsb.ERROR_ACCESS;
        try (var host = start(libusb)) {
            assertThatThrownBy(() -> open(host))
                    .hasRootCauseMessage("open 1-1 (/dev/bus/usb/001/005): LIBUSB_ERROR_ACCESS (-3): "
                            + "give this user read and write access to the device node, "
                            + "e.g. by the udev rule in config/udev");
            assertThat(host.health().lastError()).contains("LIBUSB_ERROR_ACCESS");
            assertThat(host.health().openDevices()).isZero();
        }
    }

    @Test
    void open_thatFailsToClaim_closesTheHandleAndCanBeTriedAgain() throws Exception {
        handle.answer("claim 2", LibUsb.ERROR_BUSY);
        libusb.handles.add(new ScriptedHandle());
        try (var host = start(libusb)) {
            assertThatThrownBy(() -> open(host)).isInstanceOf(ExecutionException.class);
            assertThat(handle.calls()).endsWith("close", "exit");

            assertThat(open(host)).isNotNull();
        }
    }

    @Test
    void watcherSeesTheDeviceGo_deviceIsGone() throws Exception {
        try (var host = start(libusb)) {
            open(host);

            sysfs.unplug("1-1");

            await().untilAsserted(() -> assertThat(gone).hasValue(1));
            assertThat(host.devices()).isEmpty();
        }
    }

    @Test
    void deadEventThread_isUnhealthyUntilTheDeviceIsClosed() throws Exception {
        try (var host = start(libusb)) {
            UsbDevice device = open(host);

            handle.breakEvents();

            await().untilAsserted(() -> assertThat(gone).hasValue(1));
            await().untilAsserted(
                            () -> assertThat(host.health().deadEventThreads()).isEqualTo(1));
            assertThat(host.health().working()).isFalse();
            assertThat(host.health().lastError()).startsWith("event thread of 1-1: ");
            executor.submit(device::close)
                    .get(10, TimeUnit.SECONDS)
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
            assertThat(host.health().working()).isTrue();
        }
    }

    @Test
    void deviceThatIsBeingClosed_isHealthy() throws Exception {
        var health = new AtomicReference<LibusbHealth>();
        try (var host = start(libusb)) {
            UsbDevice device = open(host);
            handle.onCall = call -> {
                if (call.equals("exit")) {
                    health.set(host.health());
                }
            };

            close(device);
        }

        assertThat(health.get()).isEqualTo(new LibusbHealth(true, "scripted", 1, 0, ""));
    }

    @Test
    void lastError_isForgottenWhenADeviceOpens() throws Exception {
        libusb.refusal = LibUsb.ERROR_ACCESS;
        try (var host = start(libusb)) {
            assertThatThrownBy(() -> open(host)).isInstanceOf(ExecutionException.class);
            libusb.refusal = LibUsb.SUCCESS;

            open(host);

            assertThat(host.health().lastError()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"reset", "close", "exit"})
    void close_stepThatFails_keepsTheOthersAndFreesTheDevice(String failing) throws Exception {
        handle.onCall = call -> {
            if (call.equals(failing)) {
                throw new UnsatisfiedLinkError("test");
            }
        };
        libusb.handles.add(new ScriptedHandle());
        try (var host = start(libusb)) {
            close(open(host));

            assertThat(handle.calls()).contains("reset", "close", "exit");
            assertThat(open(host)).isNotNull();
        }
    }

    @Test
    void setConfiguration_thatEndsWithAnError_isAnsweredAndHoldsUpNobody() throws Exception {
        handle.onCall = call -> {
            if (call.equals("configuration 2")) {
                throw new UnsatisfiedLinkError("test");
            }
        };
        try (var host = start(libusb)) {
            UsbDevice device = open(host);
            var first = new CompletableFuture<Integer>();
            var second = new CompletableFuture<Integer>();

            executor.execute(() -> {
                device.setConfiguration(2, first::complete);
                device.setConfiguration(1, second::complete);
            });

            assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo(UrbStatus.EPROTO);
            assertThat(second.get(10, TimeUnit.SECONDS)).isEqualTo(UrbStatus.OK);
        }
    }

    @Test
    void open_afterClose_isRefused() throws Exception {
        var host = start(libusb);
        host.close();

        assertThatThrownBy(() -> open(host)).hasRootCauseMessage("open 1-1: the service is stopping");
    }

    @Test
    void libraryIsTendedWhileTheHostRunsAndClosedWithIt() throws Exception {
        try (var host = start(libusb)) {
            assertThat(host.devices()).hasSize(1);
            await().untilAsserted(() -> assertThat(libusb.tended).hasPositiveValue());
            assertThat(libusb.closed).isFalse();
        }
        assertThat(libusb.closed).isTrue();
    }

    private LibusbHost start(Libusb library) throws Exception {
        return LibusbHost.start(
                library,
                sysfs.devices(),
                ClaimJournal.open(directory.resolve("state")),
                new NodeUsers(directory.resolve("no-proc"), 1),
                watching);
    }

    private void close(UsbDevice device) throws Exception {
        executor.submit(device::close)
                .get(10, TimeUnit.SECONDS)
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    private UsbDevice open(LibusbHost host) throws Exception {
        return host.open(BUS_ID, executor, gone::incrementAndGet)
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }
}
