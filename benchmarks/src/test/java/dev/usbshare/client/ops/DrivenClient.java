package dev.usbshare.client.ops;

import dev.usbshare.client.attachment.AttachmentState;
import dev.usbshare.client.attachment.AttachmentView;
import dev.usbshare.client.driver.UsbPipes;
import dev.usbshare.client.vhci.inprocess.InProcessVhci;
import dev.usbshare.identity.NodeKey;
import dev.usbshare.service.ManagementClient;
import dev.usbshare.service.RunningService;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A client's whole service in this process, with a driver for what it attaches. Here because its rooms are nobody else's. */
public final class DrivenClient implements AutoCloseable {

    private final RunningService service;

    /** @param file of its settings */
    public DrivenClient(Path state, Path file) {
        service = RunningService.start(new ClientProgram(), state, file, "attach-mode=in-process");
    }

    public String nodeId() {
        return service.bean(NodeKey.class).id().toString();
    }

    public ManagementClient management() {
        return service.management();
    }

    /** Where it is scraped. */
    public int port() {
        return service.port();
    }

    /** The first attached device, for a driver. */
    public UsbPipes attached(String busId) throws Exception {
        AttachmentView view =
                service
                        .bean(ClientNode.class)
                        .attachments()
                        .list()
                        .toCompletableFuture()
                        .get(30, TimeUnit.SECONDS)
                        .stream()
                        .filter(a -> a.device().busId().value().equals(busId))
                        .findFirst()
                        .orElseThrow();
        int port = ((AttachmentState.Attached) view.state()).port();
        var vhci = (InProcessVhci) service.bean(VhciSide.class).vhci();
        return vhci.port(port).orElseThrow().pipes().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        service.close();
    }
}
