package dev.usbshare.server.console;

import dev.usbshare.console.ManagementClient;
import dev.usbshare.console.doctor.Check;
import dev.usbshare.console.doctor.Finding;
import dev.usbshare.console.doctor.GrabbingPrograms;
import dev.usbshare.console.doctor.MachineChecks;
import dev.usbshare.console.doctor.ServiceCheck;
import dev.usbshare.console.doctor.Sysfs;
import dev.usbshare.console.doctor.UdpChecks;
import dev.usbshare.service.StateDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;

/** What the server needs of its machine. */
final class ServerChecks {

    /** One stick at full speed fills the kernel's default of 16 MiB, and then others starve. */
    private static final int ENOUGH_USBFS_MIB = 64;

    private static final int DEFAULT_PORT = 7490;
    private static final String USB = "usb devices";
    private static final String MEMORY = "usbfs memory";

    private ServerChecks() {}

    static List<Check> all(ManagementClient client, Environment settings, String program) {
        Path root = Path.of("/");
        var service = new ServiceCheck(client);
        Path state = StateDirectory.locate(
                program,
                Optional.ofNullable(settings.getProperty("usb-share.state-dir"))
                        .map(Path::of)
                        .orElse(null));
        return List.of(
                MachineChecks.java(),
                MachineChecks.clock(Clock.systemUTC(), root),
                MachineChecks.stateDirectory(state),
                service,
                UdpChecks.of(() -> port(service, settings)),
                () -> List.of(usbNodes(root, Files::isWritable)),
                () -> List.of(usbfsMemory(root)),
                new GrabbingPrograms(root));
    }

    private static Finding port(ServiceCheck service, Environment settings) {
        String address = settings.getProperty("usb-share.listen.address", "0.0.0.0");
        int port = settings.getProperty("usb-share.listen.port", Integer.class, DEFAULT_PORT);
        Optional<String> inUse = service.health()
                .map(health -> health.at("/components/quic/details/address"))
                .filter(JsonNode::isString)
                .map(JsonNode::asString);
        if (inUse.isEmpty()) {
            return UdpChecks.free(address, port);
        }
        int colon = inUse.get().lastIndexOf(':');
        String host = inUse.get().substring(0, colon).replace("[", "").replace("]", "");
        boolean any = host.equals("0.0.0.0") || host.equals("::");
        return UdpChecks.reachable(
                "this server",
                any ? "127.0.0.1" : host,
                Integer.parseInt(inUse.get().substring(colon + 1)));
    }

    /** @param mayOpen whether this user may open a device's node */
    static Finding usbNodes(Path root, Predicate<Path> mayOpen) {
        Path nodes = root.resolve("dev/bus/usb");
        if (!Files.isDirectory(nodes)) {
            return Finding.warn(
                    USB, "there is no " + nodes, "no USB controller is here, or a container does not show it");
        }
        try (Stream<Path> all = Files.walk(nodes, 2)) {
            List<Path> devices = all.filter(node -> !Files.isDirectory(node)).toList();
            List<Path> closed = devices.stream().filter(mayOpen.negate()).toList();
            if (closed.isEmpty()) {
                return Finding.ok(USB, devices.size() + " in " + nodes + ", all may be opened");
            }
            String says = closed.size() + " of " + devices.size() + " in " + nodes + " may not be opened by "
                    + System.getProperty("user.name") + ", such as " + closed.getFirst();
            String remedy = "install config/udev/60-usb-share.rules and join the group usbshare, or run as root";
            return closed.size() == devices.size() ? Finding.fail(USB, says, remedy) : Finding.warn(USB, says, remedy);
        } catch (IOException e) {
            return Finding.fail(USB, nodes + " cannot be read (" + e.getMessage() + ")", "run as root");
        }
    }

    static Finding usbfsMemory(Path root) {
        Path parameter = root.resolve("sys/module/usbcore/parameters/usbfs_memory_mb");
        Optional<String> text = Sysfs.line(parameter);
        if (text.isEmpty() || !text.get().matches("[0-9]{1,9}")) {
            return Finding.warn(MEMORY, "there is no " + parameter, "is this kernel without USB?");
        }
        int mebibytes = Integer.parseInt(text.get());
        // 0 is for no limit.
        return mebibytes == 0 || mebibytes >= ENOUGH_USBFS_MIB
                ? Finding.ok(MEMORY, mebibytes == 0 ? "no limit" : mebibytes + " MiB")
                : Finding.warn(
                        MEMORY, mebibytes + " MiB for all devices of this machine together", "echo 256 > " + parameter);
    }
}
