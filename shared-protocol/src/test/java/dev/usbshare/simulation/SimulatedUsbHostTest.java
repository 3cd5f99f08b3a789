package dev.usbshare.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.usbshare.usb.BusId;
import dev.usbshare.usb.UrbStatus;
import dev.usbshare.usb.UsbDeviceInfo;
import dev.usbshare.usb.UsbHostException;
import dev.usbshare.usb.UsbHostException.Reason;
import dev.usbshare.usb.UsbHostListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SimulatedUsbHostTest {

    @Test
    void plugAndUnplug_listenersHearBothAndSocketsAreReused() {
        var heard = new ArrayList<String>();
        try (var host = new SimulatedUsbHost()) {
            host.addListener(new UsbHostListener() {
                @Override
                public void deviceArrived(UsbDeviceInfo device) {
                    heard.add("+" + device.busId() + " " + device.usbId() + " #" + device.deviceNumber());
                }

                @Override
                public void deviceLeft(UsbDeviceInfo device) {
                    heard.add("-" + device.busId());
                }
            });
            BusId first = host.plug(new SerialEcho("000000000001"));
            host.plug(new Keyboard("000000000002"));
            SimulatedDevice pulled = host.unplug(first);
            host.plug(pulled);

            assertThat(heard)
                    .containsExactly("+99-1 1209:0002 #1", "+99-2 1209:0003 #2", "-99-1", "+99-1 1209:0002 #3");
            assertThat(host.devices())
                    .extracting(d -> d.busId().value(), UsbDeviceInfo::product, UsbDeviceInfo::serial)
                    .containsExactly(
                            tuple("99-1", "Serial Echo", "000000000001"), tuple("99-2", "Keyboard", "000000000002"));
        }
    }

    @Test
    void plug_deviceThatIsPluggedIn_isRefused() {
        try (var host = new SimulatedUsbHost()) {
            var device = new Loopback("000000000001");
            host.plug(device);

            assertThatThrownBy(() -> host.plug(device)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void open_emptySocket_isGone() {
        try (var rig = new Rig(new SerialEcho("000000000001"))) {
            var opening = rig.host.open(new BusId("99-7"), rig.executor, () -> {});

            assertRefused(opening, Reason.GONE);
        }
    }

    @Test
    void open_whileOpen_isBusyUntilClosed() {
        try (var rig = new Rig(new SerialEcho("000000000001"))) {
            assertRefused(rig.host.open(rig.busId, rig.executor, () -> {}), Reason.BUSY);

            rig.closeDevice();

            assertThat(Rig.await(rig.host
                                    .open(rig.busId, rig.executor, () -> {})
                                    .toCompletableFuture())
                            .info()
                            .busId())
                    .isEqualTo(rig.busId);
        }
    }

    @Test
    void unplug_inFlight_endsAllWithShutdownThenSaysGone() {
        try (var rig = new Rig(new Loopback("000000000001"))) {
            var order = new ArrayList<String>();
            List<Rig.Pending> pending = IntStream.range(0, 10)
                    .mapToObj(i -> rig.in(i % 2 == 0 ? 0x81 : 0x82, 512, 0))
                    .toList();
            pending.forEach(p -> p.end().thenRun(() -> order.add("ended")));
            CompletableFuture<Void> noted = rig.gone.thenRun(() -> order.add("gone"));

            rig.host.unplug(rig.busId);

            Rig.await(noted);
            assertThat(pending).allSatisfy(p -> assertThat(p.await().status()).isEqualTo(UrbStatus.ESHUTDOWN));
            assertThat(order).hasSize(11).endsWith("gone").startsWith("ended");
            assertThat(rig.in(0x81, 512).status()).isEqualTo(UrbStatus.ESHUTDOWN);
            assertThat(rig.clearHalt(0x81)).isEqualTo(UrbStatus.ESHUTDOWN);
            assertThat(rig.host.devices()).isEmpty();
        }
    }

    @Test
    void closeDevice_inFlight_endsAllWithShutdownAndIsNotGone() {
        try (var rig = new Rig(new Loopback("000000000001"))) {
            Rig.Pending pending = rig.in(0x81, 512, 0);

            rig.closeDevice();
            rig.closeDevice();

            assertThat(pending.await().status()).isEqualTo(UrbStatus.ESHUTDOWN);
            assertThat(rig.gone).isNotDone();
        }
    }

    @Test
    void closeHost_inFlight_endsAllWithShutdown() {
        try (var rig = new Rig(new Loopback("000000000001"))) {
            Rig.Pending pending = rig.in(0x81, 512, 0);

            rig.host.close();

            assertThat(pending.await().status()).isEqualTo(UrbStatus.ESHUTDOWN);
        }
    }

    private static void assertRefused(CompletionStage<?> opening, Reason reason) {
        assertThat((CompletableFuture<?>) opening.toCompletableFuture())
                .isCompletedExceptionally()
                .failsWithin(Duration.ofSeconds(20))
                .withThrowableThat()
                .havingCause()
                .isInstanceOfSatisfying(
                        UsbHostException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }
}
