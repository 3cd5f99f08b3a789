package dev.usbshare.client.console;

import dev.usbshare.console.ManagementClient;
import dev.usbshare.console.ManagementException;
import dev.usbshare.console.doctor.Check;
import dev.usbshare.console.doctor.Finding;
import dev.usbshare.console.doctor.MachineChecks;
import dev.usbshare.console.doctor.ServiceCheck;
import dev.usbshare.console.doctor.Sysfs;
import dev.usbshare.console.doctor.UdpChecks;
import dev.usbshare.service.StateDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;

/** What the client needs of its machine, and of the network to its servers. */
final class ClientChecks {

    private static final int DEFAULT_PORT = 7490;
    private static final String VHCI = "vhci_hcd";
    private static final String KERNEL = "kernel";

    private ClientChecks() {}

    static List<Check> all(ManagementClient client, Environment settings, String program) {
        Path root = Path.of("/");
        Path state = StateDirectory.locate(
                program,
                Optional.ofNullable(settings.getProperty("usb-share.state-dir"))
                        .map(Path::of)
                        .orElse(null));
        var service = new ServiceCheck(client);
        return List.of(
                MachineChecks.java(),
                MachineChecks.clock(Clock.systemUTC(), root),
                MachineChecks.stateDirectory(state),
                service,
                () -> usesKernel(service, settings)
                        ? vhci(root, Files::isWritable)
                        : List.of(Finding.ok(VHCI, "not needed: attach-mode is in-process")),
                UdpChecks.of(() -> UdpChecks.free(
                        settings.getProperty("usb-share.listen.address", "0.0.0.0"),
                        service.health().isPresent()
                                ? 0
                                : settings.getProperty("usb-share.listen.port", Integer.class, 0))),
                () -> servers(client, settings));
    }

    /** As the running service does; without one, as the settings say. */
    static boolean usesKernel(ServiceCheck service, Environment settings) {
        return service.health()
                .map(health -> health.at("/components/usb/details/mode"))
                .filter(JsonNode::isString)
                .map(JsonNode::asString)
                .orElseGet(() -> settings.getProperty("usb-share.attach-mode", KERNEL))
                .equals(KERNEL);
    }

    /** @param mayWrite whether this user may write to a file of the controller */
    static List<Finding> vhci(Path root, Predicate<Path> mayWrite) {
        Path controller = root.resolve("sys/devices/platform/vhci_hcd.0");
        if (!Files.isDirectory(controller)) {
            return List.of(Finding.fail(
                    VHCI,
                    "the module is not loaded",
                    "modprobe vhci_hcd; Ubuntu has it in linux-modules-extra-$(uname -r)"));
        }
        var findings = new ArrayList<Finding>();
        Path attach = controller.resolve("attach");
        findings.add(
                mayWrite.test(attach) && mayWrite.test(controller.resolve("detach"))
                        ? Finding.ok(VHCI, "loaded, and may be used")
                        : Finding.fail(
                                VHCI,
                                System.getProperty("user.name") + " may not write " + attach + " and detach beside it",
                                "run the client as root, or give its group write access to both"));
        String debug = Sysfs.line(controller.resolve("usbip_debug")).orElse("0");
        if (!debug.matches("(0x)?0+")) {
            findings.add(Finding.warn(
                    VHCI,
                    "it logs every request, which costs a factor of a thousand",
                    "echo 0 > " + controller.resolve("usbip_debug")));
        }
        return findings;
    }

    /** Those of the running service; without one, those of the settings. */
    static List<Finding> servers(ManagementClient client, Environment settings) {
        try {
            return client.get("servers")
                    .valueStream()
                    .map(ClientChecks::running)
                    .toList();
        } catch (ManagementException e) {
            List<Configured> configured = Binder.get(settings)
                    .bind("usb-share.servers", Bindable.listOf(Configured.class))
                    .orElse(List.of());
            return configured.stream()
                    .map(server -> reachable(server.name(), server.address()))
                    .toList();
        }
    }

    /** What of a server's settings matters here. */
    record Configured(String name, String address) {}

    private static Finding running(JsonNode server) {
        String name = server.path("name").asString("");
        String state = server.path("state").asString("");
        if (state.equals("connected")) {
            return Finding.ok("server " + name, "connected");
        }
        Finding port = reachable(name, server.path("address").asString(""));
        String reason = server.path("reason").asString("");
        return port.level() == Finding.Level.OK && !reason.isEmpty()
                ? Finding.warn("server " + name, "it answers, and is " + state, reason)
                : port;
    }

    private static Finding reachable(String name, String address) {
        int colon = address.lastIndexOf(':');
        boolean hasPort =
                colon > address.lastIndexOf(']') && address.substring(colon + 1).matches("[0-9]{1,5}");
        String host = (hasPort ? address.substring(0, colon) : address)
                .replace("[", "")
                .replace("]", "");
        int port = hasPort ? Integer.parseInt(address.substring(colon + 1)) : DEFAULT_PORT;
        Finding finding = UdpChecks.reachable("server " + name, host, port);
        return new Finding(finding.level(), "server " + name, finding.says(), finding.remedy());
    }
}
