package dev.usbshare.simulation;

import dev.usbshare.usb.BusId;
import dev.usbshare.usb.UsbDevice;
import dev.usbshare.usb.UsbDeviceInfo;
import dev.usbshare.usb.UsbHost;
import dev.usbshare.usb.UsbHostException;
import dev.usbshare.usb.UsbHostException.Reason;
import dev.usbshare.usb.UsbHostListener;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A bus of simulated devices, plugged and unplugged at run time. Sockets are {@code 99-1}, {@code 99-2} and so on: no
 * machine has so many real buses.
 *
 * <p><b>Confinement</b>: thread-safe. Listeners hear arrivals and departures on the thread that plugs or unplugs, in
 * order, before the call returns.
 */
public final class SimulatedUsbHost implements UsbHost {

    /** Bus of every simulated device. */
    public static final int BUS_NUMBER = 99;

    private static final int MAX_DEVICE_NUMBER = 127;
    private static final int MAX_SOCKETS = 127;

    /** A device in its socket. */
    private static final class Plugged {
        private final SimulatedDevice device;
        private final UsbDeviceInfo info;
        private @Nullable OpenDevice open;
        private @Nullable EventExecutor executor;

        Plugged(SimulatedDevice device, UsbDeviceInfo info) {
            this.device = device;
            this.info = info;
        }
    }

    private final Map<Integer, Plugged> sockets = new TreeMap<>();
    private final List<UsbHostListener> listeners = new CopyOnWriteArrayList<>();
    private int lastDeviceNumber;

    /**
     * Plugs a device into the first free socket; the host owns it now.
     *
     * @throws IllegalArgumentException if it is plugged in already
     * @throws IllegalStateException if there is no free socket
     */
    public synchronized BusId plug(SimulatedDevice device) {
        if (sockets.values().stream().anyMatch(p -> p.device == device)) {
            throw new IllegalArgumentException("already plugged in");
        }
        int socket = 1;
        while (sockets.containsKey(socket)) {
            socket++;
        }
        if (socket > MAX_SOCKETS) {
            throw new IllegalStateException("all " + MAX_SOCKETS + " sockets are taken");
        }
        lastDeviceNumber = lastDeviceNumber % MAX_DEVICE_NUMBER + 1;
        var busId = new BusId(BUS_NUMBER + "-" + socket);
        UsbDeviceInfo info = device.description().at(busId, BUS_NUMBER, lastDeviceNumber);
        sockets.put(socket, new Plugged(device, info));
        listeners.forEach(l -> l.deviceArrived(info));
        return busId;
    }

    /**
     * Pulls a device out, open or not: what is in flight ends with ESHUTDOWN, then its opener hears that it is gone.
     *
     * @return the device, which the caller owns again
     * @throws NoSuchElementException if the socket is empty
     */
    public synchronized SimulatedDevice unplug(BusId busId) {
        Plugged plugged = find(busId);
        if (plugged == null) {
            throw new NoSuchElementException("no device at " + busId);
        }
        sockets.values().remove(plugged);
        if (plugged.open != null && plugged.executor != null && !plugged.executor.isShutdown()) {
            plugged.executor.execute(plugged.open::unplug);
        }
        listeners.forEach(l -> l.deviceLeft(plugged.info));
        return plugged.device;
    }

    @Override
    public synchronized List<UsbDeviceInfo> devices() {
        return sockets.values().stream()
                .map(p -> p.info)
                .sorted(Comparator.comparing(UsbDeviceInfo::busId))
                .toList();
    }

    @Override
    public synchronized CompletionStage<UsbDevice> open(BusId busId, EventExecutor executor, Runnable gone) {
        Plugged plugged = find(busId);
        if (plugged == null) {
            return failed(Reason.GONE, "open " + busId + ": no such simulated device");
        }
        if (plugged.open != null) {
            return failed(Reason.BUSY, "open " + busId + ": simulated device is open already");
        }
        var open = new OpenDevice(plugged.device, plugged.info, executor, gone, () -> release(plugged));
        var opened = new CompletableFuture<UsbDevice>();
        executor.execute(() -> {
            open.start();
            opened.complete(open);
        });
        plugged.open = open;
        plugged.executor = executor;
        return opened;
    }

    @Override
    public void addListener(UsbHostListener listener) {
        listeners.add(listener);
    }

    @Override
    public void close() {
        List<Plugged> all;
        synchronized (this) {
            all = new ArrayList<>(sockets.values());
            sockets.clear();
        }
        for (Plugged plugged : all) {
            OpenDevice open = plugged.open;
            EventExecutor executor = plugged.executor;
            if (open != null && executor != null && !executor.isShutdown()) {
                executor.execute(open::close);
            }
            plugged.device.close();
        }
    }

    private synchronized void release(Plugged plugged) {
        plugged.open = null;
        plugged.executor = null;
    }

    private @Nullable Plugged find(BusId busId) {
        for (Plugged plugged : sockets.values()) {
            if (plugged.info.busId().equals(busId)) {
                return plugged;
            }
        }
        return null;
    }

    private static CompletionStage<UsbDevice> failed(Reason reason, String message) {
        return CompletableFuture.failedFuture(new UsbHostException(reason, message));
    }
}
