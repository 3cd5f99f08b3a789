package dev.usbshare.client.ops;

import dev.usbshare.client.remote.RemoteListener;
import dev.usbshare.client.remote.RemoteServer;
import dev.usbshare.client.remote.RemoteState;
import dev.usbshare.service.meters.MeterGroup;
import dev.usbshare.service.meters.NamedMeters;
import dev.usbshare.service.meters.PathMeters;
import dev.usbshare.wire.LeaseId;
import dev.usbshare.wire.RefusalCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The meters of each server that is known, until it is removed; and how dials ended. Confined to the event loop; meters are read from any
 * thread.
 */
final class RemoteServerMeters implements RemoteListener {

    private static final double UP = 1;

    /** Of one server, or of all that have none of their own. */
    private static final class One {

        private final PathMeters path;
        private volatile double connected = Double.NaN;

        private One(MeterGroup group) {
            path = new PathMeters(
                    group,
                    ClientMeters.SERVER_ROUND_TRIP,
                    ClientMeters.SERVER_PACKET_LOSS,
                    ClientMeters.SERVER_PATH_SWITCHES);
            boolean shared = group.isShared();
            group.gauge(ClientMeters.SERVER_CONNECTED, () -> shared ? Double.NaN : connected);
        }
    }

    private final NamedMeters<One> meters;
    private final Map<RemoteServer, RemoteState> last = new HashMap<>();
    private final Counter connected;
    private final Counter failed;
    private final Counter lost;

    RemoteServerMeters(MeterRegistry registry) {
        meters = new NamedMeters<>(registry, List.of(ClientMeters.Tag.SERVER), One::new);
        connected = dials(registry, "connected");
        failed = dials(registry, "failed");
        lost = dials(registry, "lost");
    }

    private static Counter dials(MeterRegistry registry, String outcome) {
        return ClientMeters.DIALS
                .counter()
                .tag(ClientMeters.Tag.OUTCOME.asString(), outcome)
                .register(registry);
    }

    @Override
    public void stateChanged(RemoteServer server, RemoteState state) {
        String name = server.address().name();
        RemoteState before = last.put(server, state);
        switch (state) {
            case RemoteState.Connecting ignored -> show(server, 0);
            case RemoteState.Connected ignored -> {
                connected.increment();
                show(server, UP);
            }
            case RemoteState.Waiting ignored -> {
                (before instanceof RemoteState.Connected ? lost : failed).increment();
                show(server, 0);
            }
            case RemoteState.Disconnected ignored -> show(server, Double.NaN);
            case RemoteState.Closed ignored -> {
                last.remove(server);
                meters.remove(name);
            }
        }
    }

    private void show(RemoteServer server, double value) {
        One its = meters.of(server.address().name());
        its.connected = value;
        its.path.follow(server::path);
    }

    @Override
    public void catalogChanged(RemoteServer server) {}

    @Override
    public void leaseEnded(RemoteServer server, LeaseId lease, RefusalCode code, String detail) {}
}
