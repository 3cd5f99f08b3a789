package dev.usbshare.server.dashboard;

import dev.usbshare.console.ManagementClient;
import dev.usbshare.dashboard.LogPage;
import dev.usbshare.dashboard.ServiceWatch;
import dev.usbshare.server.dashboard.ServerState.Page;
import java.util.List;

/** Asks the service for what is shown; what no page needs is not asked for. */
final class ServerLook {

    private ServerLook() {}

    /** @throws dev.usbshare.console.ManagementException if the service gives no answer */
    static ServerData read(ManagementClient service, ServerState state) {
        ServerData before = state.data();
        var connection = before.connection();
        return new ServerData(
                List.of(ServiceWatch.read(service.get("devices"), ServerData.Device[].class)),
                List.of(ServiceWatch.read(service.get("leases"), ServerData.Lease[].class)),
                List.of(ServiceWatch.read(service.get("sessions"), ServerData.Session[].class)),
                List.of(ServiceWatch.read(service.get("pending"), ServerData.Asking[].class)),
                state.page() == Page.PEERS
                        ? List.of(ServiceWatch.read(service.get("peers"), ServerData.Peer[].class))
                        : before.peers(),
                state.page() == Page.LOG ? state.log().read(service) : LogPage.EMPTY,
                // Addresses change; who looks at them wants the present ones.
                connection == null || state.dialog() instanceof ServerState.Dialog.None
                        ? ServiceWatch.read(service.get("connection"), ServerData.Connection.class)
                        : connection);
    }
}
