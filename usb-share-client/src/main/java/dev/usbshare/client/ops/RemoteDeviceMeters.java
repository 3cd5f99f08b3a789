package dev.usbshare.client.ops;

import dev.usbshare.client.remote.RemoteListener;
import dev.usbshare.client.remote.RemoteServer;
import dev.usbshare.client.remote.RemoteState;
import dev.usbshare.service.meters.DeviceMeters;
import dev.usbshare.service.meters.NamedMeters;
import dev.usbshare.usb.BusId;
import dev.usbshare.wire.LeaseId;
import dev.usbshare.wire.RefusalCode;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashSet;
import java.util.List;

/**
 * The meters of each device that was attached: from its first attachment until its server offers it no more; a connection that was lost
 * ends none. Confined to the event loop; meters are read from any thread.
 */
final class RemoteDeviceMeters implements RemoteListener {

    private final NamedMeters<DeviceMeters> meters;

    RemoteDeviceMeters(MeterRegistry registry) {
        meters = new NamedMeters<>(
                registry,
                List.of(ClientMeters.Tag.SERVER, ClientMeters.Tag.DEVICE),
                group -> new DeviceMeters(
                        group,
                        ClientMeters.DEVICE_URB_LATENCY,
                        ClientMeters.DEVICE_URB_BYTES,
                        ClientMeters.DEVICE_URB_ERRORS));
    }

    DeviceMeters of(String server, BusId device) {
        return meters.of(server, device.value());
    }

    @Override
    public void catalogChanged(RemoteServer server) {
        var offered = new HashSet<String>();
        server.catalog().forEach(device -> offered.add(device.busId().value()));
        String name = server.address().name();
        meters.removeIf(its -> its.getFirst().equals(name) && !offered.contains(its.getLast()));
    }

    @Override
    public void stateChanged(RemoteServer server, RemoteState state) {
        if (state instanceof RemoteState.Closed) {
            String name = server.address().name();
            meters.removeIf(its -> its.getFirst().equals(name));
        }
    }

    @Override
    public void leaseEnded(RemoteServer server, LeaseId lease, RefusalCode code, String detail) {}
}
