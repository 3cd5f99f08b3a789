package dev.usbshare.server.ops;

import dev.usbshare.identity.NodeKey;
import dev.usbshare.quic.NodeEventLoop;
import dev.usbshare.server.access.AccessException;
import dev.usbshare.server.access.AccessRoom;
import dev.usbshare.server.access.ApprovedPeers;
import dev.usbshare.service.ExitCode;
import dev.usbshare.service.NodeKeys;
import dev.usbshare.service.StartFailure;
import dev.usbshare.service.StateDirectory;
import dev.usbshare.service.audit.AuditLog;
import dev.usbshare.service.identity.IdentityEndpoint;
import dev.usbshare.service.network.Whereabouts;
import java.time.Clock;
import java.util.concurrent.Executors;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Who may come in, and who this server is. */
@Configuration(proxyBeanMethods = false)
@Import({ConnectionEndpoint.class, PeersEndpoint.class, PendingEndpoint.class, TicketsEndpoint.class})
class AccessConfiguration {

    /** Closed before the event loop ends and the database closes. */
    @Bean
    AccessRoom accessRoom(
            JdbcClient jdbc,
            PlatformTransactionManager transactions,
            AuditLog audit,
            ServerProperties properties,
            NodeEventLoop loop) {
        ApprovedPeers settings = settled(properties);
        var writer = Executors.newSingleThreadExecutor(
                Thread.ofVirtual().name("usb-share-access").factory());
        try {
            return new AccessRoom(
                    jdbc,
                    new TransactionTemplate(transactions),
                    audit,
                    Clock.systemUTC(),
                    settings,
                    loop.loop(),
                    writer);
        } catch (AccessException | IllegalArgumentException e) {
            writer.shutdown();
            throw new StartFailure(ExitCode.DATABASE, "peers cannot be read: " + e.getMessage(), e);
        }
    }

    @Bean
    NodeName nodeName(ServerProperties properties) {
        return NodeName.of(properties);
    }

    @Bean
    OwnAddresses ownAddresses(ServerProperties properties, QuicDoor door, Whereabouts whereabouts) {
        return new OwnAddresses(properties.listen(), door, whereabouts);
    }

    @Bean
    IdentityEndpoint identityEndpoint(ServerProperties properties, StateDirectory state, NodeKey key, AuditLog audit) {
        return new IdentityEndpoint(
                key, NodeKeys.file(properties.identity().keyFile(), state), Clock.systemUTC(), audit);
    }

    private static ApprovedPeers settled(ServerProperties properties) {
        try {
            return new ApprovedPeers(properties.approvedPeers());
        } catch (IllegalArgumentException e) {
            throw new StartFailure(ExitCode.CONFIGURATION, "setting usb-share.peers: " + e.getMessage(), e);
        }
    }
}
