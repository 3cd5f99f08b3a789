package dev.usbshare.server.usbhost;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/** A folder that looks like {@code /sys/bus/usb/devices}: entries are links into a tree of devices. */
final class SysfsFixture {

    private final Path devices;
    private final Path bus;

    SysfsFixture(Path directory) throws IOException {
        devices = Files.createDirectories(directory.resolve("devices"));
        bus = Files.createDirectories(directory.resolve("bus/usb/devices"));
    }

    Path root() {
        return bus;
    }

    SysfsDevices devices() {
        return new SysfsDevices(bus);
    }

    /** A storage device with one interface, number 0, bound to usb-storage. */
    SysfsFixture stick(String busId, int deviceNumber) throws IOException {
        return device(busId, deviceNumber, Map.of()).interfaceOf(busId, 1, 0, "08", "usb-storage");
    }

    /** A device on a PCI controller without interfaces yet. */
    SysfsFixture device(String busId, int deviceNumber, Map<String, String> attributes) throws IOException {
        return deviceOn("pci0000:00/usb1", busId, deviceNumber, attributes);
    }

    SysfsFixture deviceOn(String parent, String busId, int deviceNumber, Map<String, String> attributes)
            throws IOException {
        Path at = Files.createDirectories(devices.resolve(parent).resolve(busId));
        var all = new TreeMap<>(Map.of(
                "busnum", "1",
                "devnum", Integer.toString(deviceNumber),
                "speed", "480",
                "idVendor", "1d6b",
                "idProduct", "0104",
                "bcdDevice", "0100",
                "bDeviceClass", "00",
                "bDeviceSubClass", "00",
                "bDeviceProtocol", "00",
                "bNumInterfaces", " 1"));
        all.put("bConfigurationValue", "1");
        all.put("serial", "SN1");
        all.put("product", "Stick");
        all.put("manufacturer", "Maker");
        all.putAll(attributes);
        for (Map.Entry<String, String> each : all.entrySet()) {
            Files.writeString(at.resolve(each.getKey()), each.getValue() + "\n");
        }
        Files.write(at.resolve("descriptors"), Descriptors.kernelCopy());
        link(busId, at);
        return this;
    }

    /** @param driver empty for none */
    SysfsFixture interfaceOf(String busId, int configuration, int number, String baseClass, String driver)
            throws IOException {
        String name = busId + ":" + configuration + "." + number;
        Path at = Files.createDirectories(bus.resolve(busId).toRealPath().resolve(name));
        Files.writeString(at.resolve("bInterfaceClass"), baseClass + "\n");
        Files.writeString(at.resolve("bInterfaceSubClass"), "06\n");
        Files.writeString(at.resolve("bInterfaceProtocol"), "50\n");
        if (!driver.isEmpty()) {
            Path drivers = Files.createDirectories(devices.resolve("drivers").resolve(driver));
            Files.createSymbolicLink(at.resolve("driver"), drivers);
        }
        link(name, at);
        return this;
    }

    SysfsFixture attribute(String busId, String name, String value) throws IOException {
        Files.writeString(bus.resolve(busId).resolve(name), value + "\n");
        return this;
    }

    SysfsFixture unplug(String busId) throws IOException {
        Path at = bus.resolve(busId).toRealPath();
        try (var entries = Files.list(bus)) {
            for (Path entry : entries.filter(e -> {
                        String name = e.getFileName().toString();
                        return name.equals(busId) || name.startsWith(busId + ":");
                    })
                    .toList()) {
                Files.delete(entry);
            }
        }
        try (var tree = Files.walk(at)) {
            for (Path each : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
        return this;
    }

    private void link(String name, Path to) throws IOException {
        Files.createSymbolicLink(bus.resolve(name), to);
    }
}
