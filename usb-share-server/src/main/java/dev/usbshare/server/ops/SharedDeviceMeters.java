package dev.usbshare.server.ops;

import dev.usbshare.server.catalog.CatalogListener;
import dev.usbshare.server.catalog.SharedDevices;
import dev.usbshare.service.meters.DeviceMeters;
import dev.usbshare.service.meters.MeterGroup;
import dev.usbshare.service.meters.NamedMeters;
import dev.usbshare.usb.BusId;
import dev.usbshare.usb.UsbDeviceInfo;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The meters of each shared device that was leased: from its first lease until it is unplugged, or not shared any more. Thread-safe. */
final class SharedDeviceMeters implements CatalogListener {

    /** The meters of one device, or of all that have none of their own. Thread-safe. */
    static final class One {

        final DeviceMeters urbs;
        final AtomicInteger inFlight = new AtomicInteger();

        private One(MeterGroup group) {
            urbs = new DeviceMeters(
                    group,
                    ServerMeters.DEVICE_URB_LATENCY,
                    ServerMeters.DEVICE_URB_BYTES,
                    ServerMeters.DEVICE_URB_ERRORS);
            group.gauge(ServerMeters.DEVICE_URBS_IN_FLIGHT, inFlight::get);
        }
    }

    private final SharedDevices shared;
    private final NamedMeters<One> meters;

    SharedDeviceMeters(MeterRegistry registry, SharedDevices shared) {
        this.shared = shared;
        this.meters = new NamedMeters<>(registry, List.of(ServerMeters.Tag.DEVICE), One::new);
        ServerMeters.DEVICES_SHARED.gauge(() -> shared.devices().size()).register(registry);
        shared.addListener(this);
    }

    One of(BusId device) {
        return meters.of(device.value());
    }

    @Override
    public void deviceArrived(UsbDeviceInfo device) {}

    @Override
    public void deviceLeft(UsbDeviceInfo device) {
        gone(device.busId());
    }

    @Override
    public void deviceWithdrawn(UsbDeviceInfo device) {
        gone(device.busId());
    }

    private void gone(BusId device) {
        if (shared.find(device).isEmpty()) {
            meters.remove(device.value());
        }
    }
}
