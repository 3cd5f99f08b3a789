package dev.usbshare.service.audit;

import dev.usbshare.service.audit.AuditWriter.Interruption;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/** {@code audit}: down while events cannot be kept, and so nothing is granted. */
final class AuditHealthIndicator extends AbstractHealthIndicator {

    private final AuditWriter log;

    AuditHealthIndicator(AuditWriter log) {
        super("the audit log could not be asked");
        this.log = log;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        Interruption interruption = log.interruption();
        if (interruption != null) {
            builder.down()
                    .withDetail("reason", interruption.reason())
                    .withDetail("since", interruption.since())
                    .withDetail("eventsLost", interruption.lost());
        } else {
            builder.up();
        }
        String file = log.fileTrouble();
        if (file != null) {
            builder.withDetail("file", file);
        }
    }
}
