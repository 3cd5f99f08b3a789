package dev.usbshare.client.dashboard;

import dev.usbshare.dashboard.DeviceName;
import dev.usbshare.dashboard.LogPage;
import dev.usbshare.dashboard.Sight;
import dev.usbshare.service.meters.LatencyRow;
import dev.usbshare.service.meters.PathRow;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a look at the service brought: rows of its management endpoints.
 *
 * @param identity who this client is; null until it was told
 */
record ClientData(
        List<Server> servers,
        List<Device> devices,
        List<Attachment> attachments,
        LogPage log,
        @Nullable Identity identity)
        implements Sight {

    static final ClientData NONE = new ClientData(List.of(), List.of(), List.of(), LogPage.EMPTY, null);

    /** Of {@code servers}. */
    record Server(
            String name,
            String nodeId,
            String address,
            String state,
            @Nullable String reason,
            @Nullable Long retryInMillis,
            @Nullable String nodeName,
            @Nullable String software,
            int devices,
            @Nullable PathRow path,
            String allowedClasses) {

        boolean isConnected() {
            return state.equals("connected");
        }
    }

    /** Of {@code devices}. */
    record Device(
            String server,
            String busId,
            String usbId,
            String manufacturer,
            String product,
            String serial,
            String speed,
            @Nullable String nickname,
            @Nullable String holder,
            @Nullable Integer attachment) {

        /** What a person calls it. */
        String name() {
            return DeviceName.of(nickname, manufacturer, product, usbId);
        }

        /** Names it among those of all servers. */
        String key() {
            return server + "/" + busId;
        }
    }

    /** Of {@code attachments}. */
    record Attachment(
            int id,
            String server,
            String busId,
            String product,
            String state,
            @Nullable Integer port,
            @Nullable Integer position,
            @Nullable String holder,
            @Nullable String notice,
            long urbs,
            long bytesIn,
            long bytesOut,
            int inFlightUrbs,
            @Nullable LatencyRow latency) {

        boolean isAttached() {
            return state.equals("attached");
        }
    }

    /** Of {@code identity}. */
    record Identity(String nodeId, String fingerprint) {}

    ClientData {
        servers = List.copyOf(servers);
        devices = List.copyOf(devices);
        attachments = List.copyOf(attachments);
    }

    @Override
    public List<Flow> flows() {
        return devices.stream()
                .map(device -> attachmentOf(device)
                        .map(a -> new Flow(device.key(), Integer.toString(a.id()), a.bytesIn(), a.bytesOut(), a.urbs()))
                        .orElseGet(() -> Flow.idle(device.key())))
                .toList();
    }

    Optional<Attachment> attachmentOf(Device device) {
        return attachments.stream()
                .filter(a -> a.server().equals(device.server()) && a.busId().equals(device.busId()))
                .filter(a -> !a.state().equals("ended"))
                .findFirst();
    }

    Optional<Server> server(String name) {
        return servers.stream().filter(s -> s.name().equals(name)).findFirst();
    }
}
