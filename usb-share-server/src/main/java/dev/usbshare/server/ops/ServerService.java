package dev.usbshare.server.ops;

import dev.usbshare.capture.Captures;
import dev.usbshare.identity.NodeKey;
import dev.usbshare.quic.NodeEventLoop;
import dev.usbshare.server.access.AccessRoom;
import dev.usbshare.server.catalog.SharedDevices;
import dev.usbshare.server.lease.LeaseDesk;
import dev.usbshare.server.lease.LeaseRegistry;
import dev.usbshare.server.policy.DevicePolicies;
import dev.usbshare.server.session.BandwidthLimits;
import dev.usbshare.server.session.SessionContext;
import dev.usbshare.server.session.SessionRegistry;
import dev.usbshare.service.NodeKeys;
import dev.usbshare.service.ReadyDetails;
import dev.usbshare.service.ServiceConfiguration;
import dev.usbshare.service.ServiceMain;
import dev.usbshare.service.StateDirectory;
import dev.usbshare.service.UsesSpringBoot;
import dev.usbshare.service.audit.AuditLog;
import dev.usbshare.service.capture.CaptureConfiguration;
import dev.usbshare.service.config.LiveSettings;
import dev.usbshare.service.network.NetworkConfiguration;
import dev.usbshare.service.network.Whereabouts;
import dev.usbshare.service.store.Migrations;
import dev.usbshare.service.store.StoreConfiguration;
import dev.usbshare.service.systemd.SystemdConfiguration;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.netty.buffer.PooledByteBufAllocator;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.LinkedHashMap;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * The server as a service: the rooms wired together.
 *
 * <p>Stops in this order: sessions say goodbye and give their devices back, the UDP port closes ({@link QuicDoor}), the
 * USB hosts close, the event loop ends.
 */
@Configuration(proxyBeanMethods = false)
@UsesSpringBoot
@Import({
    ServerSettings.class,
    ServiceConfiguration.class,
    StoreConfiguration.class,
    AccessConfiguration.class,
    RulesConfiguration.class,
    DevicesEndpoint.class,
    LeasesEndpoint.class,
    LeaseMeters.class,
    SessionsEndpoint.class,
    PathsEndpoint.class,
    NetworkConfiguration.class,
    CaptureConfiguration.class,
    OwnCaptures.class,
    SystemdConfiguration.class,
    UsbHealthIndicator.class,
    QuicHealthIndicator.class
})
class ServerService {

    @Bean
    Migrations migrations() {
        return ServerProgram.MIGRATIONS;
    }

    @Bean
    NodeKey nodeKey(ServerProperties properties, StateDirectory state) {
        return NodeKeys.loadOrCreate(properties.identity().keyFile(), state);
    }

    @Bean
    NodeEventLoop eventLoop() {
        return NodeEventLoop.open("usb-share-node");
    }

    /**
     * After the event loop, which open devices need until they are closed, and after the key: a start that fails for the key
     * has touched no device.
     */
    @Bean
    UsbSide usbSide(ServerProperties properties, StateDirectory state, NodeEventLoop loop, NodeKey key) {
        return UsbSide.open(properties, state);
    }

    @Bean
    LeaseRegistry leaseRegistry(NodeEventLoop loop) {
        return new LeaseRegistry(loop.loop(), new SecureRandom(), Clock.systemUTC());
    }

    @Bean
    LeaseDesk leaseDesk(LeaseRegistry leases) {
        return new LeaseDesk(leases);
    }

    @Bean
    BandwidthLimits bandwidthLimits(ServerProperties properties, NodeEventLoop loop) {
        LimitsProperties limits = properties.limits();
        return new BandwidthLimits(
                loop.loop(),
                limits.total().toBytes(),
                limits.peer().toBytes(),
                limits.device().toBytes());
    }

    /** Limits can be changed while the service runs. */
    @Bean
    LiveSettings<ServerProperties> liveSettings(BandwidthLimits limits, NodeEventLoop loop) {
        return new LiveSettings<>(ServerProperties.class, properties -> {
            LimitsProperties next = properties.limits();
            loop.loop()
                    .execute(() -> limits.change(
                            next.total().toBytes(),
                            next.peer().toBytes(),
                            next.device().toBytes()));
        });
    }

    @Bean
    MeterListener meterListener(MeterRegistry registry, SharedDevices devices) {
        return new MeterListener(registry, new SharedDeviceMeters(registry, devices));
    }

    @Bean
    MeterBinder serverGauges(LeaseRegistry leases, BandwidthLimits limits) {
        return registry -> {
            ServerMeters.LEASES.gauge(() -> leases.all().size()).register(registry);
            ServerMeters.URBS_WAITING.gauge(limits::waitingUrbs).register(registry);
            ServerMeters.BUFFERS
                    .gauge(PooledByteBufAllocator.DEFAULT::pinnedDirectMemory)
                    .register(registry);
        };
    }

    @Bean
    SessionRegistry sessionRegistry(
            NodeName name,
            UsbSide usb,
            SharedDevices shared,
            LeaseRegistry leases,
            AccessRoom peers,
            DevicePolicies policies,
            AuditLog audit,
            BandwidthLimits limits,
            Captures captures,
            MeterListener meters) {
        return new SessionRegistry(new SessionContext(
                usb.host(),
                shared,
                leases,
                peers,
                policies,
                audit,
                meters,
                meters,
                Clock.systemUTC(),
                name.value(),
                ServerProgram.NAME + " " + ServiceMain.version(),
                limits,
                captures));
    }

    @Bean
    Whereabouts whereabouts(ServerProperties properties, NodeKey key, NodeName name, StateDirectory state) {
        return Whereabouts.open(properties.network(), key, name.value(), state);
    }

    @Bean
    QuicDoor quicDoor(
            ServerProperties properties,
            NodeKey key,
            NodeEventLoop loop,
            SessionRegistry sessions,
            Whereabouts whereabouts) {
        return new QuicDoor(properties.listen(), properties.network(), key, loop, sessions, whereabouts);
    }

    /** Which libusb does the work. */
    @Bean
    InfoContributor libusbInfo(UsbSide usb) {
        return builder -> builder.withDetail(
                "libusb",
                usb.libusb().map(host -> host.health().libusbVersion()).orElse("not used"));
    }

    @Bean
    ReadyDetails quicDetails(QuicDoor door, NodeKey key, SharedDevices shared, AccessRoom access) {
        return () -> {
            var details = new LinkedHashMap<String, String>();
            details.put("quic", door.localAddress());
            details.put("nodeId", key.id().toString());
            details.put("devices", Integer.toString(shared.devices().size()));
            details.put("peers", Integer.toString(access.peers().peers().size()));
            return details;
        };
    }
}
