package dev.usbshare.server.ops;

import dev.usbshare.server.catalog.SharedDevices;
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
@Import(PoliciesEndpoint.class)
class RulesConfiguration {

    @Bean
    SharedDevices sharedDevices(UsbSide usb) {
        return new SharedDevices(usb.host(), usb.shared());
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
    PolicyEditor policyEditor(PolicyBook book, PolicyStore store, AuditLog audit) {
        return new PolicyEditor(book, store, audit, Clock.systemUTC());
    }
}
