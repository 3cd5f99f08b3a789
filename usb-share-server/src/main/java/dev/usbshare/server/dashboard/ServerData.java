package dev.usbshare.server.dashboard;

import dev.usbshare.dashboard.DeviceName;
import dev.usbshare.dashboard.LogPage;
import dev.usbshare.dashboard.Sight;
import dev.usbshare.service.meters.LatencyRow;
import dev.usbshare.service.meters.PathRow;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a look at the service brought: rows of its management endpoints.
 *
 * @param connection how clients reach the server; null until it was told
 */
record ServerData(
        List<Device> devices,
        List<Lease> leases,
        List<Session> sessions,
        List<Asking> asking,
        List<Peer> peers,
        LogPage log,
        @Nullable Connection connection)
        implements Sight {

    static final ServerData NONE =
            new ServerData(List.of(), List.of(), List.of(), List.of(), List.of(), LogPage.EMPTY, null);

    /** Of {@code devices}. */
    record Device(
            String busId,
            String usbId,
            String manufacturer,
            String product,
            String serial,
            String speed,
            List<String> classes,
            @Nullable String nickname,
            boolean shared,
            String why) {

        Device {
            classes = List.copyOf(classes);
        }

        /** What a person calls it. */
        String name() {
            return DeviceName.of(nickname, manufacturer, product, usbId);
        }
    }

    /** Of {@code leases}. */
    record Lease(
            String busId,
            String lease,
            String peer,
            String holder,
            String state,
            Instant since,
            @Nullable Instant ends,
            @Nullable String why,
            long urbs,
            long bytesIn,
            long bytesOut,
            @Nullable LatencyRow latency,
            List<Waiting> waiting) {

        Lease {
            waiting = List.copyOf(waiting);
        }
    }

    record Waiting(String peer, String name, Instant since) {}

    /** Of {@code sessions}. */
    record Session(
            long session,
            String peer,
            String name,
            String nodeName,
            String address,
            Instant since,
            int leases,
            @Nullable PathRow path) {}

    /** Of {@code pending}: somebody who asks to be approved. */
    record Asking(
            String id,
            String fingerprint,
            String nodeName,
            String address,
            String status,
            Instant firstAsked,
            Instant lastAsked) {

        boolean isWaiting() {
            return status.equals("waiting");
        }
    }

    /** Of {@code peers}. */
    record Peer(
            String id,
            String name,
            String notes,
            String source,
            String status,
            List<String> grants,
            @Nullable Instant expires,
            boolean takeOver) {

        Peer {
            grants = List.copyOf(grants);
        }

        boolean isExpired() {
            return status.equals("expired");
        }
    }

    /** Of {@code connection}. */
    record Connection(String nodeId, String fingerprint, String name, List<String> addresses, String ticket) {

        Connection {
            addresses = List.copyOf(addresses);
        }
    }

    ServerData {
        devices = List.copyOf(devices);
        leases = List.copyOf(leases);
        sessions = List.copyOf(sessions);
        asking = List.copyOf(asking);
        peers = List.copyOf(peers);
    }

    @Override
    public List<Flow> flows() {
        return devices.stream()
                .map(device -> leaseOf(device.busId())
                        .map(l -> new Flow(device.busId(), l.lease(), l.bytesIn(), l.bytesOut(), l.urbs()))
                        .orElseGet(() -> Flow.idle(device.busId())))
                .toList();
    }

    Optional<Device> device(String busId) {
        return devices.stream().filter(d -> d.busId().equals(busId)).findFirst();
    }

    Optional<Lease> leaseOf(String busId) {
        return leases.stream().filter(l -> l.busId().equals(busId)).findFirst();
    }

    /** The session of a peer, by its short node id. */
    Optional<Session> sessionOf(String peer) {
        return sessions.stream().filter(s -> s.peer().equals(peer)).findFirst();
    }

    List<Asking> waiting() {
        return asking.stream().filter(Asking::isWaiting).toList();
    }
}
