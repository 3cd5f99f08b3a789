package dev.usbshare.server.catalog;

import static dev.usbshare.server.catalog.ListedUsbHost.device;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usbshare.usb.BusId;
import dev.usbshare.usb.UsbDeviceInfo;
import dev.usbshare.usb.UsbHost;
import dev.usbshare.usb.UsbHostException;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class CombinedUsbHostTest {

    private final ListedUsbHost first = new ListedUsbHost().with(device("2-1", 1, 1, 0), device("1-1", 1, 2, 0));
    private final ListedUsbHost second = new ListedUsbHost().with(device("1-9", 2, 1, 0));
    private final CombinedUsbHost combined = new CombinedUsbHost(List.of(first, second));

    @Test
    void devices_ofAllHosts_byBusId() {
        assertThat(combined.devices())
                .extracting(UsbDeviceInfo::busId)
                .containsExactly(new BusId("1-1"), new BusId("1-9"), new BusId("2-1"));
    }

    @Test
    void open_asksTheHostThatHasTheDevice() {
        combined.open(new BusId("1-9"), ImmediateEventExecutor.INSTANCE, () -> {});

        assertThat(second.opened).containsExactly(new BusId("1-9"));
        assertThat(first.opened).isEmpty();
    }

    @Test
    void open_ofNoDevice_saysItIsGone() {
        var opened = combined.open(new BusId("5-5"), ImmediateEventExecutor.INSTANCE, () -> {})
                .toCompletableFuture();

        assertThat(opened.exceptionNow())
                .asInstanceOf(InstanceOfAssertFactories.type(UsbHostException.class))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(UsbHostException.Reason.GONE))
                .satisfies(e -> assertThat(e).hasMessageContaining("5-5"));
    }

    @Test
    void devices_oneBusIdInTwoHosts_isTheFirstOnes() {
        second.with(device("1-1", 9, 9, 0));

        assertThat(combined.devices())
                .filteredOn(d -> d.busId().equals(new BusId("1-1")))
                .extracting(UsbDeviceInfo::vendorId)
                .containsExactly(1);
    }

    @Test
    void close_oneThatFails_closesTheOthersAndFails() {
        UsbHost broken = new ListedUsbHost() {
            @Override
            public void close() {
                throw new IllegalStateException("stuck");
            }
        };

        assertThatThrownBy(new CombinedUsbHost(List.of(broken, second))::close).hasMessage("stuck");

        assertThat(second.closed).isTrue();
    }

    @Test
    void close_closesEveryHost() {
        combined.close();

        assertThat(first.closed).isTrue();
        assertThat(second.closed).isTrue();
    }
}
