package dev.usbshare.server.ops;

import dev.usbshare.server.usbhost.LibusbHost;
import dev.usbshare.service.ExitCode;
import dev.usbshare.service.StartFailure;
import dev.usbshare.usb.UsbDeviceInfo;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/**
 * {@code --list-devices}: the real devices of this machine for a person, with what the settings make of them. Only
 * looks, so that it can be used beside a running service.
 */
final class DeviceTable {

    private static final String ROW = "%-10s %-10s %-10s %-6s %s%n";

    private final ServerProperties properties;

    DeviceTable(ServerProperties properties) {
        this.properties = properties;
    }

    void print(PrintStream out) {
        List<UsbDeviceInfo> devices;
        try {
            devices = LibusbHost.present();
        } catch (IOException e) {
            throw new StartFailure(ExitCode.UNAVAILABLE, "the USB devices cannot be listed: " + e, e);
        }
        if (devices.isEmpty()) {
            out.println("No USB device is here. The service can simulate one: see --simulate.");
            return;
        }
        out.printf(ROW, "BUS ID", "VID:PID", "SPEED", "SHARED", "NAME");
        for (UsbDeviceInfo d : devices) {
            boolean shared = properties.share().stream().anyMatch(pattern -> pattern.matches(d));
            String name = String.join(" ", d.manufacturer(), d.product(), d.serial());
            out.printf(ROW, d.busId(), d.usbId(), d.speed(), shared ? "yes" : "no", name.strip());
        }
    }
}
