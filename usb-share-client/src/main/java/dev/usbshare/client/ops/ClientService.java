package dev.usbshare.client.ops;

import dev.usbshare.capture.Captures;
import dev.usbshare.client.attachment.AttachRule;
import dev.usbshare.client.firewall.FirewallGate;
import dev.usbshare.client.store.DevicePins;
import dev.usbshare.client.store.KnownServers;
import dev.usbshare.client.store.StoredRule;
import dev.usbshare.client.store.StoredRules;
import dev.usbshare.identity.NodeKey;
import dev.usbshare.quic.NodeEventLoop;
import dev.usbshare.service.NodeKeys;
import dev.usbshare.service.ReadyDetails;
import dev.usbshare.service.ServiceConfiguration;
import dev.usbshare.service.StateDirectory;
import dev.usbshare.service.UsesSpringBoot;
import dev.usbshare.service.audit.AuditLog;
import dev.usbshare.service.capture.CaptureConfiguration;
import dev.usbshare.service.identity.IdentityEndpoint;
import dev.usbshare.service.network.NetworkConfiguration;
import dev.usbshare.service.store.Migrations;
import dev.usbshare.service.store.StoreConfiguration;
import dev.usbshare.service.systemd.SystemdConfiguration;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The client as a service: the rooms wired together.
 *
 * <p>Stops in this order: devices are detached, leases given back, connections closed, the UDP port with them ({@link
 * ClientNode}); then the event loop ends.
 */
@Configuration(proxyBeanMethods = false)
@UsesSpringBoot
@Import({
    ClientSettings.class,
    ServiceConfiguration.class,
    StoreConfiguration.class,
    ServersEndpoint.class,
    PathsEndpoint.class,
    DiscoveredEndpoint.class,
    NetworkConfiguration.class,
    DevicesEndpoint.class,
    AttachmentsEndpoint.class,
    ActiveRules.class,
    RulesEndpoint.class,
    PinsEndpoint.class,
    CaptureConfiguration.class,
    AttachedCaptures.class,
    SystemdConfiguration.class,
    UsbHealthIndicator.class,
    QuicHealthIndicator.class
})
class ClientService {

    @Bean
    Migrations migrations() {
        return ClientProgram.MIGRATIONS;
    }

    @Bean
    NodeKey nodeKey(ClientProperties properties, StateDirectory state) {
        return NodeKeys.loadOrCreate(properties.identity().keyFile(), state);
    }

    @Bean
    NodeEventLoop eventLoop() {
        return NodeEventLoop.open("usb-share-node");
    }

    @Bean
    VhciSide vhciSide(ClientProperties properties, NodeEventLoop loop) {
        return VhciSide.open(properties.attachMode(), loop.loop());
    }

    @Bean
    RemoteServerMeters remoteServerMeters(MeterRegistry registry) {
        return new RemoteServerMeters(registry);
    }

    @Bean
    RemoteDeviceMeters remoteDeviceMeters(MeterRegistry registry) {
        return new RemoteDeviceMeters(registry);
    }

    @Bean
    MeterListener meterListener(MeterRegistry registry, RemoteDeviceMeters devices) {
        return new MeterListener(registry, devices);
    }

    @Bean
    StoredRules storedRules(JdbcClient jdbc) {
        return new StoredRules(jdbc, InstantSource.system());
    }

    @Bean
    DevicePins devicePins(JdbcClient jdbc, TransactionTemplate transactions) {
        return new DevicePins(jdbc, transactions);
    }

    @Bean
    ServerMemory serverMemory(JdbcClient jdbc, DevicePins pins, AuditLog audit, TransactionTemplate transactions) {
        return new ServerMemory(new KnownServers(jdbc, InstantSource.system()), pins, audit, transactions);
    }

    @Bean
    ClientNode clientNode(
            ClientProperties properties,
            NodeKey key,
            NodeEventLoop loop,
            VhciSide vhci,
            DevicePins pins,
            StoredRules stored,
            ServerMemory memory,
            AuditLog audit,
            Captures captures,
            MeterListener meters,
            RemoteServerMeters serverMeters,
            RemoteDeviceMeters deviceMeters) {
        List<AttachRule> rules = Stream.concat(
                        properties.rules().stream(), stored.all().stream().map(StoredRule::rule))
                .toList();
        var gate = new FirewallGate(pins, audit, InstantSource.system());
        var listeners = new RemoteListeners(List.of(memory, serverMeters, deviceMeters));
        return new ClientNode(
                properties, key, loop, vhci, gate, audit, meters, rules, memory.known(), captures, listeners);
    }

    @Bean
    IdentityEndpoint identityEndpoint(ClientProperties properties, StateDirectory state, NodeKey key, AuditLog audit) {
        return new IdentityEndpoint(
                key, NodeKeys.file(properties.identity().keyFile(), state), Clock.systemUTC(), audit);
    }

    @Bean
    NodeGauges nodeGauges(ClientNode node) {
        return new NodeGauges(node);
    }

    @Bean
    ReadyDetails clientDetails(ClientNode node, NodeKey key, ClientProperties properties) {
        return () -> {
            var details = new LinkedHashMap<String, String>();
            details.put("quic", node.localAddress());
            details.put("nodeId", key.id().toString());
            details.put("servers", Integer.toString(node.servers().size()));
            details.put("attach", properties.attachMode().name().toLowerCase(Locale.ROOT));
            return details;
        };
    }
}
