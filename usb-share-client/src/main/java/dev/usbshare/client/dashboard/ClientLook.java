package dev.usbshare.client.dashboard;

import dev.usbshare.console.ManagementClient;
import dev.usbshare.dashboard.LogPage;
import dev.usbshare.dashboard.LogsPage;
import dev.usbshare.dashboard.ServiceWatch;
import dev.usbshare.dashboard.Shown;
import java.util.List;

/** Asks the service for what is shown; what is not shown is not asked for. */
final class ClientLook {

    private ClientLook() {}

    /** @throws dev.usbshare.console.ManagementException if the service gives no answer */
    static ClientData read(ManagementClient service, Shown<ClientData> shown) {
        var identity = shown.data().identity();
        return new ClientData(
                List.of(ServiceWatch.read(service.get("servers"), ClientData.Server[].class)),
                List.of(ServiceWatch.read(service.get("devices"), ClientData.Device[].class)),
                List.of(ServiceWatch.read(service.get("attachments"), ClientData.Attachment[].class)),
                shown.page() instanceof LogsPage ? shown.log().read(service) : LogPage.EMPTY,
                identity == null ? ServiceWatch.read(service.get("identity"), ClientData.Identity.class) : identity);
    }
}
