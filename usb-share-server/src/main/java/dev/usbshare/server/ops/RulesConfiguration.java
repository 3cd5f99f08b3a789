package dev.usbshare.server.ops;

import dev.usbshare.server.access.PeerAccess;
import dev.usbshare.server.catalog.JdbcSharingStore;
import dev.usbshare.server.catalog.SharedDevices;
import dev.usbshare.server.catalog.SharingEditor;
import dev.usbshare.server.catalog.SharingStore;
import dev.usbshare.server.policy.JdbcPolicyStore;
import dev.usbshare.server.policy.PolicyBook;
import dev.usbshare.server.policy.PolicyEditor;
import dev.usbshare.server.policy.PolicyStore;
import dev.usbshare.service.ExitCode;
import dev.usbshare.service.StartFailure;
import dev.usbshare.service.audit.AuditLog;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What is shared, and under which rules. */
@Configuration(proxyBeanMethods = false)
@Import({PoliciesEndpoint.class, SharingEndpoint.class})
class RulesConfiguration {

    @Bean
    SharingStore sharingStore(JdbcClient jdbc, PlatformTransactionManager transactions) {
        return new JdbcSharingStore(jdbc, new TransactionTemplate(transactions));
    }

    @Bean
    SharedDevices sharedDevices(UsbSide usb, SharingStore store) {
        try {
            return new SharedDevices(usb.host(), usb.shared(), store);
        } catch (IllegalStateException | IllegalArgumentException e) {
            throw new StartFailure(ExitCode.DATABASE, "what is shared cannot be read: " + e.getMessage(), e);
        }
    }

    @Bean
    SharingEditor sharingEditor(SharedDevices shared, SharingStore store, AuditLog audit) {
        return new SharingEditor(shared, store, audit);
    }

    @Bean
    PolicyStore policyStore(JdbcClient jdbc, PlatformTransactionManager transactions) {
        return new JdbcPolicyStore(jdbc, new TransactionTemplate(transactions));
    }

    /** A server that cannot read its rules must not start without them. */
    @Bean
    PolicyBook policyBook(PolicyStore store, AuditLog audit, SharedDevices shared) {
        try {
            return new PolicyBook(store, audit, shared::nickname, Clock.systemUTC(), System::nanoTime);
        } catch (IllegalStateException | IllegalArgumentException e) {
            throw new StartFailure(ExitCode.DATABASE, String.valueOf(e.getMessage()), e);
        }
    }

    @Bean
    PolicyEditor policyEditor(PolicyBook book, PolicyStore store, AuditLog audit, PeerAccess peers) {
        var editor = new PolicyEditor(book, store, audit, Clock.systemUTC());
        peers.addListener(new PolicyFollower(editor));
        return editor;
    }
}
