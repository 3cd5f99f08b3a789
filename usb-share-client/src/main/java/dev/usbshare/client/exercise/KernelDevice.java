package dev.usbshare.client.exercise;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A device that the kernel's drivers have: its nodes, found through sysfs.
 *
 * @param sysfs its folder, {@code /sys/bus/usb/devices/...}
 * @param dev where nodes are, {@code /dev}
 */
record KernelDevice(Path sysfs, Path dev) {

    /** {@code 1-1/1-1:1.0/host0/target0:0:0/0:0:0:0/block/sda}, the deepest of them. */
    private static final int MAX_DEPTH = 8;

    /** The disk, {@code /dev/sda}; empty while no driver has made it. */
    Optional<Path> disk() throws IOException {
        return node("block/sd[a-z]+", "");
    }

    /** The serial port, {@code /dev/ttyACM0}. */
    Optional<Path> serialPort() throws IOException {
        return node("tty/tty[^/]+", "");
    }

    /** What the input layer tells programs, {@code /dev/input/event3}. */
    Optional<Path> events() throws IOException {
        return node("input[0-9]+/event[0-9]+", "input");
    }

    /** @param lastNames the last two names of the node's folder in sysfs */
    private Optional<Path> node(String lastNames, String devFolder) throws IOException {
        Pattern form = Pattern.compile(".*/" + lastNames);
        try (Stream<Path> below = Files.find(
                sysfs.toRealPath(),
                MAX_DEPTH,
                (path, attributes) -> attributes.isDirectory()
                        && form.matcher(path.toString()).matches())) {
            return below.map(folder -> dev.resolve(devFolder).resolve(folder.getFileName()))
                    .filter(Files::exists)
                    .findFirst();
        } catch (UncheckedIOException e) {
            return Optional.empty(); // the tree changes while drivers come and go
        }
    }

    /** The drivers that took its interfaces. */
    List<String> drivers() throws IOException {
        try (Stream<Path> interfaces = Files.list(sysfs)) {
            return interfaces
                    .map(path -> path.resolve("driver"))
                    .filter(Files::isSymbolicLink)
                    .map(KernelDevice::target)
                    .distinct()
                    .sorted()
                    .toList();
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).getFileName().toString();
        } catch (IOException e) {
            return "?";
        }
    }
}
