package dev.usbshare.server.usbhost;

import dev.usbshare.usb.BusId;
import dev.usbshare.usb.UsbDevice;
import dev.usbshare.usb.UsbDeviceInfo;
import dev.usbshare.usb.UsbHost;
import dev.usbshare.usb.UsbHostException;
import dev.usbshare.usb.UsbHostException.Reason;
import dev.usbshare.usb.UsbHostListener;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usb4java.LibUsb;

/**
 * The USB devices of this machine, through libusb.
 *
 * <p>Works without any USB, without {@code /dev/bus/usb} and without udev: it then lists nothing and says so once.
 * Thread-safe.
 */
public final class LibusbHost implements UsbHost {

    /** How long {@link #close} waits for devices to be given back. */
    private static final long CLOSE_MILLIS = 15_000;

    private static final Logger LOG = LoggerFactory.getLogger(LibusbHost.class);

    /** One plugging of one device; opening it twice is refused. */
    private record Plugging(BusId busId, int deviceNumber) {
        static Plugging of(UsbDeviceInfo info) {
            return new Plugging(info.busId(), info.deviceNumber());
        }
    }

    private final Libusb libusb;
    private final DeviceOpener opener;
    private final DeviceWatcher watcher;
    private final ScheduledExecutorService watching;
    private final TransferMeter meter = new TransferMeter();
    private final Map<Plugging, CompletableFuture<LibusbDevice>> open = new ConcurrentHashMap<>();
    /** Open devices whose event thread died under them. */
    private final Set<LibusbDevice> dead = ConcurrentHashMap.newKeySet();

    private final boolean usable;
    private volatile String lastError = "";
    private volatile boolean closed;

    private LibusbHost(
            Libusb libusb, DeviceOpener opener, DeviceWatcher watcher, ScheduledExecutorService watching, int started) {
        this.libusb = libusb;
        this.opener = opener;
        this.watcher = watcher;
        this.watching = watching;
        this.usable = started == LibUsb.SUCCESS;
        if (!usable) {
            lastError = LibusbErrors.describe("start libusb " + libusb.version(), started);
        }
    }

    /**
     * Starts the host: gives back what an earlier process left claimed, then begins to watch. Blocks for as long as that
     * takes.
     *
     * @param stateDirectory holds the journal of claims; made if missing
     * @throws IOException if the journal cannot be read
     */
    public static LibusbHost start(Path stateDirectory) throws IOException {
        ClaimJournal journal = ClaimJournal.open(stateDirectory);
        ScheduledExecutorService watching = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("usb-watcher").factory());
        return start(
                Usb4JavaLibusb.load(),
                new SysfsDevices(SysfsDevices.SYSTEM),
                journal,
                new NodeUsers(NodeUsers.SYSTEM, ProcessHandle.current().pid()),
                watching);
    }

    /**
     * What sysfs shows now, hubs excluded, without a host and without touching anything: safe beside a running service.
     *
     * @throws IOException if sysfs cannot be read
     */
    public static List<UsbDeviceInfo> present() throws IOException {
        return new SysfsDevices(SysfsDevices.SYSTEM)
                .read().stream().map(SysfsDevice::info).toList();
    }

    static LibusbHost start(
            Libusb libusb,
            SysfsDevices sysfs,
            ClaimJournal journal,
            NodeUsers nodeUsers,
            ScheduledExecutorService watching) {
        var opener = new DeviceOpener(libusb, sysfs, journal, nodeUsers);
        int started = libusb.start();
        var host = new LibusbHost(libusb, opener, new DeviceWatcher(sysfs), watching, started);
        if (host.usable) {
            new ClaimRecovery(journal, sysfs, opener).recover();
        }
        host.watch();
        if (host.usable) {
            LOG.atInfo().log(
                    "libusb {}, {} USB devices to share",
                    libusb.version(),
                    host.devices().size());
        } else {
            LOG.atError().addKeyValue("error", host.lastError).log("libusb cannot be used; no device can be opened");
        }
        if (!sysfs.isPresent()) {
            LOG.atWarn()
                    .log("no {}: this machine or container shows no USB, so there is nothing to share", sysfs.root());
        }
        return host;
    }

    @Override
    public List<UsbDeviceInfo> devices() {
        return watcher.devices();
    }

    @Override
    public void addListener(UsbHostListener listener) {
        watcher.addListener(listener);
    }

    @Override
    public CompletionStage<UsbDevice> open(BusId busId, EventExecutor executor, Runnable gone) {
        var result = new CompletableFuture<UsbDevice>();
        var confinement = new Confinement(executor);
        ExecutorService worker = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().daemon().name("usb-worker-" + busId).factory());
        worker.execute(() -> {
            try {
                LibusbDevice device = open(busId, executor, worker, gone);
                confinement.execute(() -> result.complete(device));
            } catch (UsbHostException | RuntimeException | LinkageError e) {
                worker.shutdown();
                lastError = String.valueOf(e.getMessage());
                LOG.atWarn()
                        .addKeyValue("busId", busId)
                        .addKeyValue("error", e.getMessage())
                        .log("device not opened");
                confinement.execute(() -> result.completeExceptionally(e));
            }
        });
        return result.minimalCompletionStage();
    }

    /** Transfers with libusb now. */
    public long transfersInFlight() {
        return meter.transfers();
    }

    /** Bytes that those transfers ask for. */
    public long bytesInFlight() {
        return meter.bytes();
    }

    /** How it is now; any thread, does not block. */
    public LibusbHealth health() {
        int devices = 0;
        int deaths = 0;
        for (CompletableFuture<LibusbDevice> each : open.values()) {
            if (each.isDone() && !each.isCompletedExceptionally()) {
                devices++;
                deaths += dead.contains(each.join()) ? 1 : 0;
            }
        }
        return new LibusbHealth(usable && deaths == 0, libusb.version(), devices, deaths, lastError);
    }

    /** Gives all devices back to the kernel's drivers; waits for it, so not to be called on a device's executor. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        watching.shutdownNow();
        var ends = open.values().stream()
                .map(each -> each.thenCompose(LibusbDevice::closeFromOutside).exceptionally(failed -> null))
                .toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(ends).get(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.atError().log("not all devices were given back within {} ms; the next start does it", CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        libusb.close();
    }

    private LibusbDevice open(BusId busId, EventExecutor executor, ExecutorService worker, Runnable gone)
            throws UsbHostException {
        UsbDeviceInfo info = opener.find(busId);
        Plugging plugging = Plugging.of(info);
        var place = new CompletableFuture<LibusbDevice>();
        if (open.putIfAbsent(plugging, place) != null) {
            throw new UsbHostException(
                    Reason.BUSY, "open " + busId + ": it is open already; wait until it is released");
        }
        boolean done = false;
        try {
            if (closed) {
                throw new UsbHostException(Reason.GONE, "open " + busId + ": the service is stopping");
            }
            var device = new LibusbDevice(opener.open(info), executor, worker, meter, gone, new DeviceEvents(plugging));
            meter.readLimit(TransferMeter.USBFS_LIMIT);
            device.start();
            done = true;
            place.complete(device);
            if (dead.isEmpty()) {
                lastError = "";
            }
            return device;
        } finally {
            if (!done) {
                open.remove(plugging, place);
                place.cancel(false);
            }
        }
    }

    private void watch() {
        watcher.addListener(new UsbHostListener() {
            @Override
            public void deviceArrived(UsbDeviceInfo device) {
                LOG.atInfo().addKeyValue("busId", device.busId()).log("{} arrived", device.usbId());
            }

            @Override
            public void deviceLeft(UsbDeviceInfo device) {
                LOG.atInfo().addKeyValue("busId", device.busId()).log("{} left", device.usbId());
                CompletableFuture<LibusbDevice> opened = open.get(Plugging.of(device));
                if (opened != null) {
                    opened.thenAccept(LibusbDevice::unplugged);
                }
            }
        });
        watcher.start(watching);
        watching.scheduleWithFixedDelay(
                libusb::tend, DeviceWatcher.PERIOD_MILLIS, DeviceWatcher.PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    private final class DeviceEvents implements LibusbDevice.Events {

        private final Plugging plugging;

        DeviceEvents(Plugging plugging) {
            this.plugging = plugging;
        }

        @Override
        public void onClosed(LibusbDevice device) {
            open.remove(plugging);
            dead.remove(device);
        }

        @Override
        public void onEventThreadDied(LibusbDevice device, Throwable cause) {
            if (open.containsKey(plugging)) {
                dead.add(device);
            }
            lastError = "event thread of " + plugging.busId() + ": " + cause;
        }
    }
}
