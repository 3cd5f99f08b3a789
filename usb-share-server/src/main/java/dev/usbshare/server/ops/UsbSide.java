package dev.usbshare.server.ops;

import dev.usbshare.server.catalog.CombinedUsbHost;
import dev.usbshare.server.usbhost.LibusbHost;
import dev.usbshare.service.ExitCode;
import dev.usbshare.service.StartFailure;
import dev.usbshare.service.StateDirectory;
import dev.usbshare.simulation.SimulatedDevice;
import dev.usbshare.simulation.SimulatedDevices;
import dev.usbshare.simulation.SimulatedUsbHost;
import dev.usbshare.usb.DevicePattern;
import dev.usbshare.usb.UsbHost;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The USB devices of this machine as the settings want them, real and simulated, and which of them are shared. */
final class UsbSide implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(UsbSide.class);

    /** What is left of the time that a stop may take, when the sessions have had theirs. */
    private static final Duration PATIENCE = Duration.ofMillis(1500);

    private final UsbHost host;
    private final @Nullable LibusbHost libusb;
    private final List<DevicePattern> shared;

    /** @param libusb null if the settings turn it off */
    UsbSide(UsbHost host, @Nullable LibusbHost libusb, List<DevicePattern> shared) {
        this.host = host;
        this.libusb = libusb;
        this.shared = shared;
    }

    /** @throws StartFailure if a simulated device is not possible, or libusb's records cannot be read */
    static UsbSide open(ServerProperties properties, StateDirectory state) {
        var shared = new ArrayList<>(properties.share());
        var simulated = new SimulatedUsbHost();
        for (SimulatedDevice device : simulatedDevices(properties.simulate())) {
            shared.add(new DevicePattern.AtBusId(simulated.plug(device)));
        }
        if (!properties.usb().enabled()) {
            return new UsbSide(simulated, null, List.copyOf(shared));
        }
        try {
            LibusbHost libusb = LibusbHost.start(state.path());
            return new UsbSide(new CombinedUsbHost(List.of(libusb, simulated)), libusb, List.copyOf(shared));
        } catch (IOException e) {
            simulated.close();
            throw new StartFailure(
                    ExitCode.CONFIGURATION,
                    "the journal of claimed devices in " + state.path() + " cannot be used (" + e.getMessage()
                            + "); correct or remove it",
                    e);
        }
    }

    private static List<SimulatedDevice> simulatedDevices(List<String> specs) {
        try {
            return SimulatedDevices.create(specs);
        } catch (IllegalArgumentException e) {
            throw new StartFailure(ExitCode.CONFIGURATION, String.valueOf(e.getMessage()), e);
        }
    }

    UsbHost host() {
        return host;
    }

    /** The real devices' host; empty if the settings turn it off. */
    Optional<LibusbHost> libusb() {
        return Optional.ofNullable(libusb);
    }

    List<DevicePattern> shared() {
        return shared;
    }

    /** Closes the hosts, which have given their devices back by now unless one is stuck: then the next start does it. */
    @Override
    public void close() {
        Thread closing = Thread.ofPlatform().daemon().name("usb-close").start(host::close);
        try {
            if (!closing.join(PATIENCE)) {
                LOG.atWarn().log("A USB device does not let go; the next start gives it back");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
