package dev.usbshare.client.exercise;

import dev.usbshare.simulation.SimulatedUsbHost;
import dev.usbshare.usb.BusId;
import dev.usbshare.usb.UsbDevice;
import dev.usbshare.usb.UsbDeviceInfo;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionException;

/** A bench whose server is a bus of simulated devices in this process. */
final class SimulatedBench implements Bench {

    private final SimulatedUsbHost host;
    private final EventExecutor executor;
    private final Map<BusId, UsbDevice> open = new HashMap<>();

    SimulatedBench(SimulatedUsbHost host, EventExecutor executor) {
        this.host = host;
        this.executor = executor;
    }

    @Override
    public String server() {
        return "simulation";
    }

    @Override
    public List<UsbDeviceInfo> catalog() {
        return host.devices();
    }

    @Override
    public AttachedDevice attach(UsbDeviceInfo device) throws IOException {
        try {
            UsbDevice opened = host.open(device.busId(), executor, () -> {})
                    .toCompletableFuture()
                    .join();
            open.put(device.busId(), opened);
            return new AttachedDevice.InProcess(new SimulatedPipes(opened, executor));
        } catch (CompletionException e) {
            throw new IOException(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public void detach(UsbDeviceInfo device) {
        UsbDevice opened = Objects.requireNonNull(open.remove(device.busId()));
        executor.submit(() -> opened.close())
                .syncUninterruptibly()
                .getNow()
                .toCompletableFuture()
                .join();
    }

    @Override
    public Duration roundTrip() {
        return Duration.ofMillis(1);
    }

    boolean holdsNothing() {
        return open.isEmpty();
    }
}
