package dev.usbshare.server.usbhost;

import dev.usbshare.server.usbhost.SysfsDevice.Identity;
import dev.usbshare.usb.BusId;
import dev.usbshare.usb.UsbDeviceInfo;
import dev.usbshare.usb.UsbHostListener;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees devices come and go by looking at sysfs twice a second, on the executor given to it.
 *
 * <p>Polled, because events need udev or the host's network namespace, which a container has not. Listeners are called
 * from that executor, departures before arrivals; {@link #devices()} may be called from any thread.
 */
final class DeviceWatcher {

    static final long PERIOD_MILLIS = 500;

    /** Looks that a newcomer gets to show all its interfaces; after that it is listed as it is. */
    static final int MAX_UNSETTLED_LOOKS = 4;

    private static final Logger LOG = LoggerFactory.getLogger(DeviceWatcher.class);

    private final SysfsDevices sysfs;
    private final List<UsbHostListener> listeners = new CopyOnWriteArrayList<>();
    private final Map<Identity, Integer> unsettled = new HashMap<>();
    private Map<Identity, UsbDeviceInfo> known = new LinkedHashMap<>();
    private Map<BusId, SysfsDevice> before = Map.of();
    private volatile List<UsbDeviceInfo> devices = List.of();
    private boolean failed;

    DeviceWatcher(SysfsDevices sysfs) {
        this.sysfs = sysfs;
    }

    /** Looks once at once, so that {@link #devices()} is true from the start, then again and again. */
    void start(ScheduledExecutorService executor) {
        poll();
        executor.scheduleWithFixedDelay(this::poll, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    void addListener(UsbHostListener listener) {
        listeners.add(listener);
    }

    /** As of the last look. */
    List<UsbDeviceInfo> devices() {
        return devices;
    }

    synchronized void poll() {
        List<SysfsDevice> seen;
        try {
            seen = sysfs.read(before);
            failed = false;
        } catch (IOException | RuntimeException e) {
            if (!failed) {
                failed = true;
                LOG.atError().setCause(e).log("cannot read {}; devices stay as last seen", sysfs.root());
            }
            return;
        }
        before = seen.stream().collect(Collectors.toMap(d -> d.info().busId(), Function.identity()));
        var now = new LinkedHashMap<Identity, UsbDeviceInfo>();
        for (SysfsDevice device : seen) {
            if (known.containsKey(device.identity()) || isReady(device)) {
                now.put(device.identity(), device.info());
            }
        }
        unsettled.keySet().retainAll(seen.stream().map(SysfsDevice::identity).toList());
        tell(now);
    }

    private boolean isReady(SysfsDevice device) {
        boolean ready = device.settled() || unsettled.merge(device.identity(), 1, Integer::sum) >= MAX_UNSETTLED_LOOKS;
        if (ready) {
            unsettled.remove(device.identity());
        }
        return ready;
    }

    private void tell(Map<Identity, UsbDeviceInfo> now) {
        var left = new ArrayList<UsbDeviceInfo>();
        known.forEach((identity, info) -> {
            if (!now.containsKey(identity)) {
                left.add(info);
            }
        });
        var arrived = new ArrayList<UsbDeviceInfo>();
        now.forEach((identity, info) -> {
            if (!known.containsKey(identity)) {
                arrived.add(info);
            }
        });
        known = now;
        devices = List.copyOf(now.values());
        left.forEach(info -> each(listener -> listener.deviceLeft(info)));
        arrived.forEach(info -> each(listener -> listener.deviceArrived(info)));
    }

    private void each(Consumer<UsbHostListener> call) {
        for (UsbHostListener listener : listeners) {
            try {
                call.accept(listener);
            } catch (RuntimeException e) {
                LOG.atError().setCause(e).log("a listener to devices failed");
            }
        }
    }
}
