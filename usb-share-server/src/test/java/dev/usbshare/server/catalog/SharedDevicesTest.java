package dev.usbshare.server.catalog;

import static dev.usbshare.server.catalog.ListedUsbHost.device;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.usb.BusId;
import dev.usbshare.usb.ClassCode;
import dev.usbshare.usb.DevicePattern;
import dev.usbshare.usb.UsbDeviceInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SharedDevicesTest {

    private static final UsbDeviceInfo MOUSE = device("1-1", 0x046d, 0xc52b, 0);
    private static final UsbDeviceInfo STICK = device("1-2", 0x0781, 0x5567, 0);
    private static final UsbDeviceInfo HUB = device("1-3", 0x046d, 0x0001, ClassCode.HUB);

    private final ListedUsbHost host = new ListedUsbHost().with(MOUSE, STICK, HUB);

    private SharedDevices sharing(String... patterns) {
        return new SharedDevices(
                host, Arrays.stream(patterns).map(DevicePattern::parse).toList());
    }

    @Test
    void nothingIsShared_byDefault() {
        assertThat(sharing().devices()).isEmpty();
    }

    @Test
    void patternsChoose_byKindAndByPlace() {
        assertThat(sharing("046d:*").devices()).containsExactly(MOUSE);
        assertThat(sharing("1-2").devices()).containsExactly(STICK);
        assertThat(sharing("0781:5567", "046d:c52b").devices()).containsExactly(MOUSE, STICK);
    }

    @Test
    void hubs_areNeverShared() {
        SharedDevices shared = sharing("*", "1-3", "046d:0001");

        assertThat(shared.devices()).containsExactly(MOUSE, STICK);
        assertThat(shared.find(HUB.busId())).isEmpty();
    }

    @Test
    void find_knowsSharedDevicesOnly() {
        SharedDevices shared = sharing("046d:*");

        assertThat(shared.find(MOUSE.busId())).contains(MOUSE);
        assertThat(shared.find(STICK.busId())).isEmpty();
        assertThat(shared.find(new BusId("7-7"))).isEmpty();
    }

    @Test
    void listeners_hearOfSharedDevicesOnly_untilTheyAreRemoved() {
        SharedDevices shared = sharing("046d:*");
        var heard = new ArrayList<String>();
        var listener = new CatalogListener() {
            @Override
            public void deviceArrived(UsbDeviceInfo device) {
                heard.add("+" + device.busId());
            }

            @Override
            public void deviceLeft(UsbDeviceInfo device) {
                heard.add("-" + device.busId());
            }
        };
        shared.addListener(listener);

        for (UsbDeviceInfo device : List.of(MOUSE, STICK, HUB)) {
            host.listeners.forEach(l -> l.deviceArrived(device));
            host.listeners.forEach(l -> l.deviceLeft(device));
        }
        shared.removeListener(listener);
        host.listeners.forEach(l -> l.deviceArrived(MOUSE));

        assertThat(heard).containsExactly("+1-1", "-1-1");
    }
}
