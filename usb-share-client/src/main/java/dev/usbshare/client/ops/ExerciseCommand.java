package dev.usbshare.client.ops;

import dev.usbshare.capture.Captures;
import dev.usbshare.client.attachment.AttachmentListener;
import dev.usbshare.client.exercise.ExerciseRun;
import dev.usbshare.client.exercise.ExerciseSettings;
import dev.usbshare.client.exercise.Report;
import dev.usbshare.client.firewall.StatelessGate;
import dev.usbshare.client.remote.RemoteServer;
import dev.usbshare.identity.NodeKey;
import dev.usbshare.quic.NodeEventLoop;
import dev.usbshare.service.ExitCode;
import dev.usbshare.service.NodeKeys;
import dev.usbshare.service.StartFailure;
import dev.usbshare.service.StateDirectory;
import dev.usbshare.service.audit.AuditLog;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Clock;
import java.time.InstantSource;
import java.util.List;
import org.springframework.util.unit.DataSize;

/** {@code --exercise}: a node of its own that tries every device of every configured server and prints a report. */
final class ExerciseCommand {

    private final ClientProperties properties;
    private final AttachMode mode;
    private final ExerciseSettings settings;

    ExerciseCommand(ClientProperties properties, AttachMode mode, ExerciseSettings settings) {
        this.properties = properties;
        this.mode = mode;
        this.settings = settings;
    }

    /** @throws StartFailure if {@code size} is none */
    static long bytes(String size) {
        try {
            long bytes = DataSize.parse(size.replaceAll("(?i)iB$", "B")).toBytes();
            if (bytes >= ExerciseSettings.MIN_BYTES && bytes <= ExerciseSettings.MAX_BYTES) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            // Reported below, with what was found.
        }
        throw new StartFailure(
                ExitCode.USAGE, "--exercise-size: '" + size + "' is no size from 64KiB to 16GiB, such as 16MiB");
    }

    ExitCode run(PrintStream out) {
        if (properties.addresses().isEmpty()
                && !(properties.target().orElse(null) instanceof ConnectTarget.Known known
                        && known.id().isPresent())) {
            throw new StartFailure(
                    ExitCode.CONFIGURATION,
                    "no server is configured: name one with --connect NODE-ID@HOST[:PORT] or usb-share.servers");
        }
        var state = StateDirectory.open(ClientProgram.NAME, properties.stateDir());
        NodeKey key = NodeKeys.loadOrCreate(properties.identity().keyFile(), state);
        var catalogs = new FirstCatalogs();
        try (var loop = NodeEventLoop.open("usb-share-node");
                var vhci = VhciSide.open(mode, loop.loop())) {
            var node = new ClientNode(
                    properties,
                    key,
                    loop,
                    vhci,
                    new StatelessGate(InstantSource.system()),
                    AuditLog.NOTHING,
                    AttachmentListener.UNHEARD,
                    List.of(),
                    List.of(),
                    new Captures(Clock.systemUTC()),
                    catalogs);
            // SIGTERM and SIGINT end an exercise as they end the service.
            var goodbye = new Thread(node::stop, "usb-share-stop");
            Runtime.getRuntime().addShutdownHook(goodbye);
            try {
                node.start();
                return exercise(node, vhci, catalogs, out);
            } finally {
                node.stop();
            }
        }
    }

    private ExitCode exercise(ClientNode node, VhciSide vhci, FirstCatalogs catalogs, PrintStream out) {
        boolean ok = true;
        for (RemoteServer server : node.servers()) {
            node.connect(server);
            try {
                Report report = new ExerciseRun(new NodeBench(node, vhci.vhci(), server, catalogs), settings).run();
                report.lines().forEach(out::println);
                ok &= report.isOk();
            } catch (IOException e) {
                throw new StartFailure(ExitCode.UNAVAILABLE, String.valueOf(e.getMessage()), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StartFailure(ExitCode.INTERNAL, "interrupted", e);
            }
        }
        return ok ? ExitCode.OK : ExitCode.UNAVAILABLE;
    }
}
