package dev.usbshare.server.ops;

import dev.usbshare.server.catalog.CombinedUsbHost;
import dev.usbshare.service.ExitCode;
import dev.usbshare.service.StartFailure;
import dev.usbshare.service.StateDirectory;
import dev.usbshare.simulation.SimulatedDevice;
import dev.usbshare.simulation.SimulatedDevices;
import dev.usbshare.simulation.SimulatedUsbHost;
import dev.usbshare.usb.DevicePattern;
import dev.usbshare.usb.UsbHost;
import java.util.ArrayList;
import java.util.List;

/** The USB devices of this machine as the settings want them, real and simulated, and which of them are shared. */
final class UsbSide implements AutoCloseable {

    private final UsbHost host;
    private final List<DevicePattern> shared;

    private UsbSide(UsbHost host, List<DevicePattern> shared) {
        this.host = host;
        this.shared = shared;
    }

    /** @throws StartFailure if a simulated device is not possible, or libusb's records cannot be read */
    static UsbSide open(ServerProperties properties, StateDirectory state) {
        var shared = new ArrayList<>(properties.share());
        var simulated = new SimulatedUsbHost();
        for (SimulatedDevice device : simulatedDevices(properties.simulate())) {
            shared.add(new DevicePattern.AtBusId(simulated.plug(device)));
        }
        return new UsbSide(new CombinedUsbHost(List.of(simulated)), List.copyOf(shared));
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

    List<DevicePattern> shared() {
        return shared;
    }

    @Override
    public void close() {
        host.close();
    }
}
