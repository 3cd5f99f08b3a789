package dev.usbshare.client.ops;

import dev.usbshare.client.attachment.AttachmentState;
import dev.usbshare.client.attachment.AttachmentView;
import dev.usbshare.client.attachment.Attachments;
import dev.usbshare.client.driver.UsbPipes;
import dev.usbshare.client.exercise.AttachedDevice;
import dev.usbshare.client.exercise.Bench;
import dev.usbshare.client.remote.RemoteServer;
import dev.usbshare.client.vhci.KernelVhci;
import dev.usbshare.client.vhci.PortRow;
import dev.usbshare.client.vhci.Vhci;
import dev.usbshare.client.vhci.VhciException;
import dev.usbshare.client.vhci.inprocess.InProcessPort;
import dev.usbshare.client.vhci.inprocess.InProcessVhci;
import dev.usbshare.usb.BusId;
import dev.usbshare.usb.UsbDeviceInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One server's devices, attached through a node of this process. Confined to the exercising thread. */
final class NodeBench implements Bench {

    /** Past the time-outs of all attempts to dial, so that their reason is what a person reads. */
    private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(30);

    /** So that the attachment's own time is up before ours. */
    private static final Duration ATTACH_PATIENCE = Attachments.ATTACH_PATIENCE.plusSeconds(5);

    private static final Duration CONFIGURE_PATIENCE = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Path KERNEL_DEVICES = Path.of("/sys/bus/usb/devices");

    private final ClientNode node;
    private final Vhci vhci;
    private final RemoteServer server;
    private final FirstCatalogs catalogs;
    private final Map<BusId, Integer> attached = new HashMap<>();

    NodeBench(ClientNode node, Vhci vhci, RemoteServer server, FirstCatalogs catalogs) {
        this.node = node;
        this.vhci = vhci;
        this.server = server;
        this.catalogs = catalogs;
    }

    @Override
    public String server() {
        var address = server.address();
        String where = address.text();
        return address.name() + " " + address.nodeId().toShortString() + (where.isEmpty() ? "" : " at " + where);
    }

    @Override
    public List<UsbDeviceInfo> catalog() throws IOException {
        try {
            return ClientNode.await(catalogs.of(server.address().name()), CONNECT_PATIENCE);
        } catch (NodeException e) {
            throw new IOException(server() + ": " + e.getMessage(), e);
        }
    }

    @Override
    public AttachedDevice attach(UsbDeviceInfo device) throws IOException, InterruptedException {
        boolean usable = false;
        try {
            AttachmentView view = ClientNode.await(node.attachments().attach(server, device.busId()), ATTACH_PATIENCE);
            attached.put(device.busId(), view.id());
            if (!(view.state() instanceof AttachmentState.Attached(var port))) {
                throw new IOException("not attached: " + view.state());
            }
            AttachedDevice ready = switch (vhci) {
                case InProcessVhci inProcess -> new AttachedDevice.InProcess(pipes(inProcess, port));
                case KernelVhci kernel -> new AttachedDevice.InKernel(sysfs(kernel, port));
                default -> throw new IllegalStateException("no exercise for " + vhci);
            };
            usable = true;
            return ready;
        } catch (NodeException e) {
            throw new IOException(e.getMessage(), e);
        } finally {
            if (!usable) {
                detach(device);
            }
        }
    }

    private static UsbPipes pipes(InProcessVhci inProcess, int number) throws NodeException, IOException {
        InProcessPort port =
                inProcess.port(number).orElseThrow(() -> new IOException("the device was dropped at once"));
        return ClientNode.await(port.pipes(), CONFIGURE_PATIENCE);
    }

    /** Waits until the kernel has named and configured what is on the port. */
    private static Path sysfs(KernelVhci kernel, int number) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + CONFIGURE_PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            Optional<Path> device = rows(kernel).stream()
                    .filter(row -> row.port() == number && row.state() == PortRow.State.USED)
                    .map(row -> KERNEL_DEVICES.resolve(row.localBusId()))
                    .filter(NodeBench::isConfigured)
                    .findFirst();
            if (device.isPresent()) {
                return device.get();
            }
            Thread.sleep(POLL);
        }
        throw new IOException("the kernel did not configure the device on port " + number + " within "
                + CONFIGURE_PATIENCE.toSeconds() + " s; dmesg says why");
    }

    private static List<PortRow> rows(KernelVhci kernel) throws IOException {
        try {
            return kernel.attached();
        } catch (VhciException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static boolean isConfigured(Path device) {
        try {
            return !Files.readString(device.resolve("bConfigurationValue")).isBlank();
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void detach(UsbDeviceInfo device) {
        Integer id = attached.remove(device.busId());
        if (id == null) {
            return;
        }
        try {
            node.await(node.attachments().detach(id));
        } catch (NodeException e) {
            // It ended by itself before, which the exercise has noticed.
        }
    }

    @Override
    public @Nullable Duration roundTrip() {
        return node.roundTrip(server).orElse(null);
    }
}
