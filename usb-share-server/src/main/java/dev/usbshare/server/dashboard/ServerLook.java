package dev.usbshare.server.dashboard;

import dev.usbshare.console.ManagementClient;
import dev.usbshare.dashboard.Dialog;
import dev.usbshare.dashboard.LogPage;
import dev.usbshare.dashboard.LogsPage;
import dev.usbshare.dashboard.ServiceWatch;
import dev.usbshare.dashboard.Shown;
import java.util.List;

/** Asks the service for what is shown; what no page needs is not asked for. */
final class ServerLook {

    private ServerLook() {}

    /** @throws dev.usbshare.console.ManagementException if the service gives no answer */
    static ServerData read(ManagementClient service, Shown<ServerData> shown) {
        ServerData before = shown.data();
        var connection = before.connection();
        return new ServerData(
                List.of(ServiceWatch.read(service.get("devices"), ServerData.Device[].class)),
                List.of(ServiceWatch.read(service.get("leases"), ServerData.Lease[].class)),
                List.of(ServiceWatch.read(service.get("sessions"), ServerData.Session[].class)),
                List.of(ServiceWatch.read(service.get("pending"), ServerData.Asking[].class)),
                shown.page() instanceof PeersPage
                        ? List.of(ServiceWatch.read(service.get("peers"), ServerData.Peer[].class))
                        : before.peers(),
                shown.page() instanceof LogsPage ? shown.log().read(service) : LogPage.EMPTY,
                // Addresses change; who looks at them wants the present ones.
                connection == null || shown.dialog() instanceof Dialog.None
                        ? ServiceWatch.read(service.get("connection"), ServerData.Connection.class)
                        : connection);
    }
}
