package dev.usbshare.server.usbhost;

import dev.usbshare.server.usbhost.SysfsDevice.Stamp;
import dev.usbshare.usb.BusId;
import dev.usbshare.usb.ClassCode;
import dev.usbshare.usb.UsbDeviceInfo;
import dev.usbshare.usb.UsbSpeed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The USB devices that the kernel shows in {@code /sys/bus/usb/devices} (Documentation/ABI/testing/sysfs-bus-usb).
 *
 * <p>Read from there because libusb only hears of newcomers through udev, which containers do not have. Skipped: hubs,
 * devices of vhci root hubs (they are remote: sharing one would make a loop), and entries that vanish while being read.
 * Thread-safe; reads files.
 */
final class SysfsDevices {

    static final Path SYSTEM = Path.of("/sys/bus/usb/devices");

    private static final int MAX_DESCRIPTOR_BYTES = 1 << 20;

    private final Path root;

    SysfsDevices(Path root) {
        this.root = root;
    }

    Path root() {
        return root;
    }

    /** Whether this system shows USB at all. */
    boolean isPresent() {
        return Files.isDirectory(root);
    }

    /** All devices, by bus id; empty without USB. */
    List<SysfsDevice> read() throws IOException {
        return read(Map.of());
    }

    /** As {@link #read()}, but reads the files only of those that are not as they were {@code before}. */
    List<SysfsDevice> read(Map<BusId, SysfsDevice> before) throws IOException {
        if (!isPresent()) {
            return List.of();
        }
        var interfaces = new HashMap<String, SortedMap<Integer, String>>();
        var devices = new ArrayList<String>();
        for (String name : names()) {
            int colon = name.indexOf(':');
            if (colon < 0) {
                devices.add(name);
            } else {
                addInterface(interfaces, name, colon);
            }
        }
        var found = new ArrayList<SysfsDevice>();
        for (String name : devices) {
            if (BusId.isValid(name)) {
                var busId = new BusId(name);
                device(busId, interfaces.getOrDefault(name, new TreeMap<>()), before.get(busId))
                        .ifPresent(found::add);
            }
        }
        found.sort(Comparator.comparing(d -> d.info().busId()));
        return found;
    }

    Optional<SysfsDevice> find(BusId busId) throws IOException {
        return isPresent() ? device(busId, interfacesOf(busId), null) : Optional.empty();
    }

    /** The driver of each interface that has one, in the active configuration. */
    SortedMap<Integer, String> drivers(BusId busId) throws IOException {
        var drivers = new TreeMap<Integer, String>();
        for (Map.Entry<Integer, String> each : interfacesOf(busId).entrySet()) {
            Path link = root.resolve(each.getValue()).resolve("driver");
            if (Files.isSymbolicLink(link)) {
                Path name = Files.readSymbolicLink(link).getFileName();
                if (name != null) {
                    drivers.put(each.getKey(), name.toString());
                }
            }
        }
        return drivers;
    }

    /** {@code bConfigurationValue}, 0 if unconfigured. */
    int activeConfiguration(BusId busId) {
        return number(attribute(root.resolve(busId.value()), "bConfigurationValue"), 10)
                .orElse(0);
    }

    /** The device descriptor and, behind it, all configurations, as the kernel read them. */
    byte[] descriptors(BusId busId) throws IOException {
        try (var in = Files.newInputStream(root.resolve(busId.value()).resolve("descriptors"))) {
            return in.readNBytes(MAX_DESCRIPTOR_BYTES);
        }
    }

    private SortedMap<Integer, String> interfacesOf(BusId busId) throws IOException {
        var interfaces = new HashMap<String, SortedMap<Integer, String>>();
        String prefix = busId.value() + ":";
        for (String name : names()) {
            if (name.startsWith(prefix)) {
                addInterface(interfaces, name, prefix.length() - 1);
            }
        }
        return interfaces.getOrDefault(busId.value(), new TreeMap<>());
    }

    /** {@code 1-1.4:1.2} is interface 2 of configuration 1; numbers may have gaps. */
    private static void addInterface(Map<String, SortedMap<Integer, String>> to, String name, int colon) {
        int dot = name.indexOf('.', colon);
        if (dot > 0) {
            number(name.substring(dot + 1), 10)
                    .filter(number -> number <= 0xff)
                    .ifPresent(number -> to.computeIfAbsent(name.substring(0, colon), n -> new TreeMap<>())
                            .put(number, name));
        }
    }

    private Optional<SysfsDevice> device(
            BusId busId, SortedMap<Integer, String> interfaces, @Nullable SysfsDevice before) {
        Path at = root.resolve(busId.value());
        var stamp = new Stamp(directoryStamp(at), List.copyOf(interfaces.values()));
        if (before != null && before.settled() && before.stamp().equals(stamp)) {
            return Optional.of(before);
        }
        Optional<Integer> busNumber = number(attribute(at, "busnum"), 10);
        Optional<Integer> deviceNumber = number(attribute(at, "devnum"), 10);
        Optional<Integer> vendorId = number(attribute(at, "idVendor"), 16);
        Optional<Integer> productId = number(attribute(at, "idProduct"), 16);
        Optional<ClassCode> deviceClass = classCode(at, "bDevice");
        Optional<UsbSpeed> speed = Optional.ofNullable(attribute(at, "speed")).flatMap(UsbSpeed::ofSysfs);
        if (busNumber.isEmpty()
                || deviceNumber.isEmpty()
                || vendorId.isEmpty()
                || productId.isEmpty()
                || deviceClass.isEmpty()
                || speed.isEmpty()
                || deviceClass.get().baseClass() == ClassCode.HUB
                || isVirtual(at)) {
            return Optional.empty();
        }
        var classes = new ArrayList<ClassCode>();
        for (String each : interfaces.values()) {
            classCode(root.resolve(each), "bInterface").ifPresent(classes::add);
        }
        var info = new UsbDeviceInfo(
                busId,
                busNumber.get(),
                deviceNumber.get(),
                speed.get(),
                vendorId.get() & 0xffff,
                productId.get() & 0xffff,
                number(attribute(at, "bcdDevice"), 16).orElse(0) & 0xffff,
                deviceClass.get(),
                classes,
                text(at, "manufacturer"),
                text(at, "product"),
                text(at, "serial"));
        int expected = number(attribute(at, "bNumInterfaces"), 10).orElse(0);
        return Optional.of(new SysfsDevice(info, expected > 0 && expected == classes.size(), stamp));
    }

    private static Optional<ClassCode> classCode(Path at, String prefix) {
        Optional<Integer> baseClass = number(attribute(at, prefix + "Class"), 16);
        Optional<Integer> subClass = number(attribute(at, prefix + "SubClass"), 16);
        Optional<Integer> protocol = number(attribute(at, prefix + "Protocol"), 16);
        if (baseClass.isEmpty() || subClass.isEmpty() || protocol.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new ClassCode(baseClass.get() & 0xff, subClass.get() & 0xff, protocol.get() & 0xff));
    }

    private static String directoryStamp(Path at) {
        try {
            var attributes = Files.readAttributes(at, BasicFileAttributes.class);
            return attributes.fileKey() + " " + attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS);
        } catch (IOException e) {
            return "";
        }
    }

    private static boolean isVirtual(Path at) {
        try {
            return at.toRealPath().toString().contains("/vhci_hcd");
        } catch (IOException e) {
            return true; // It has vanished: not for us either.
        }
    }

    private static String text(Path at, String name) {
        String value = attribute(at, name);
        return value == null ? "" : value;
    }

    private static Optional<Integer> number(@Nullable String text, int radix) {
        if (text == null || text.isEmpty()) {
            return Optional.empty();
        }
        try {
            int number = Integer.parseInt(text, radix);
            return number < 0 ? Optional.empty() : Optional.of(number);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** An attribute's text, or null: a device may vanish between two reads, and its strings are any bytes. */
    private static @Nullable String attribute(Path at, String name) {
        try {
            return new String(Files.readAllBytes(at.resolve(name)), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return null;
        }
    }

    private List<String> names() throws IOException {
        var names = new ArrayList<String>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(root)) {
            for (Path entry : entries) {
                Path name = entry.getFileName();
                if (name != null) {
                    names.add(name.toString());
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return names;
    }
}
