package dev.usbshare.server.ops;

import dev.usbshare.server.catalog.SharedDevices;
import dev.usbshare.service.StateDirectory;
import dev.usbshare.usb.UsbDeviceInfo;
import java.io.PrintStream;
import java.util.List;

/** {@code --list-devices}: the devices of this machine for a person, with what the settings make of them. */
final class DeviceTable {

    private static final String ROW = "%-10s %-10s %-10s %-6s %s%n";

    private final ServerProperties properties;

    DeviceTable(ServerProperties properties) {
        this.properties = properties;
    }

    void print(PrintStream out) {
        var state = StateDirectory.open(ServerProgram.NAME, properties.stateDir());
        try (UsbSide usb = UsbSide.open(properties, state)) {
            var shared = new SharedDevices(usb.host(), usb.shared());
            List<UsbDeviceInfo> devices = usb.host().devices();
            out.printf(ROW, "BUS ID", "VID:PID", "SPEED", "SHARED", "NAME");
            for (UsbDeviceInfo d : devices) {
                String name = (d.manufacturer() + " " + d.product() + " " + d.serial()).strip();
                out.printf(ROW, d.busId(), d.usbId(), d.speed(), shared.isShared(d) ? "yes" : "no", name);
            }
            if (devices.isEmpty()) {
                out.println("No USB device is here; --simulate makes one of software.");
            }
        }
    }
}
