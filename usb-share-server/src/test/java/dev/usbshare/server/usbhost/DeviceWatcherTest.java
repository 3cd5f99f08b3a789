package dev.usbshare.server.usbhost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.usb.UsbDeviceInfo;
import dev.usbshare.usb.UsbHostListener;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceWatcherTest implements UsbHostListener {

    private final SysfsFixture sysfs;
    private final DeviceWatcher watcher;
    private final List<String> heard = new ArrayList<>();

    DeviceWatcherTest(@TempDir Path directory) throws Exception {
        sysfs = new SysfsFixture(directory);
        watcher = new DeviceWatcher(sysfs.devices());
        watcher.addListener(this);
    }

    @Test
    void poll_nothingChanged_saysNothing() throws Exception {
        sysfs.stick("1-1", 2);
        watcher.poll();
        heard.clear();

        watcher.poll();

        assertThat(heard).isEmpty();
        assertThat(watcher.devices()).hasSize(1);
    }

    @Test
    void poll_deviceComesAndGoes_isToldOnceEach() throws Exception {
        watcher.poll();
        sysfs.stick("1-1", 2);
        watcher.poll();
        sysfs.unplug("1-1");
        watcher.poll();

        assertThat(heard).containsExactly("+1-1#2", "-1-1#2");
        assertThat(watcher.devices()).isEmpty();
    }

    @Test
    void poll_replugBetweenTwoLooks_isDepartureAndArrival() throws Exception {
        sysfs.stick("1-1", 2);
        watcher.poll();
        sysfs.unplug("1-1").stick("1-1", 3);

        watcher.poll();

        assertThat(heard).containsExactly("+1-1#2", "-1-1#2", "+1-1#3");
    }

    @Test
    void poll_anotherDeviceWithTheSameNumbers_isDepartureAndArrival() throws Exception {
        sysfs.stick("1-1", 2);
        watcher.poll();
        sysfs.unplug("1-1").stick("1-1", 2).attribute("1-1", "serial", "SN2");

        watcher.poll();

        assertThat(heard).containsExactly("+1-1#2", "-1-1#2", "+1-1#2");
    }

    @Test
    void poll_newcomerWithoutAllInterfaces_isToldWhenItHasThem() throws Exception {
        sysfs.device("1-1", 2, Map.of("bNumInterfaces", " 2")).interfaceOf("1-1", 1, 0, "08", "");
        watcher.poll();
        assertThat(watcher.devices()).isEmpty();

        sysfs.interfaceOf("1-1", 1, 1, "03", "");
        watcher.poll();

        assertThat(heard).containsExactly("+1-1#2");
        assertThat(watcher.devices().getFirst().interfaceClasses()).hasSize(2);
    }

    @Test
    void poll_newcomerThatNeverSettles_isListedAfterAll() throws Exception {
        sysfs.device("1-1", 2, Map.of("bConfigurationValue", "", "bNumInterfaces", ""));

        for (int i = 1; i < DeviceWatcher.MAX_UNSETTLED_LOOKS; i++) {
            watcher.poll();
            assertThat(heard).isEmpty();
        }
        watcher.poll();

        assertThat(heard).containsExactly("+1-1#2");
    }

    @Test
    void poll_knownDeviceBetweenConfigurations_stays() throws Exception {
        sysfs.stick("1-1", 2);
        watcher.poll();
        Files.delete(sysfs.root().resolve("1-1:1.0"));

        watcher.poll();

        assertThat(heard).containsExactly("+1-1#2");
        assertThat(watcher.devices()).hasSize(1);
    }

    @Test
    void poll_listenerThatFails_doesNotSilenceOthers() throws Exception {
        var first = new DeviceWatcher(sysfs.devices());
        first.addListener(new UsbHostListener() {
            @Override
            public void deviceArrived(UsbDeviceInfo device) {
                throw new IllegalStateException("listener");
            }

            @Override
            public void deviceLeft(UsbDeviceInfo device) {
                throw new IllegalStateException("listener");
            }
        });
        first.addListener(this);
        sysfs.stick("1-1", 2);

        first.poll();

        assertThat(heard).containsExactly("+1-1#2");
    }

    @Override
    public void deviceArrived(UsbDeviceInfo device) {
        heard.add("+" + device.busId() + "#" + device.deviceNumber());
    }

    @Override
    public void deviceLeft(UsbDeviceInfo device) {
        heard.add("-" + device.busId() + "#" + device.deviceNumber());
    }
}
