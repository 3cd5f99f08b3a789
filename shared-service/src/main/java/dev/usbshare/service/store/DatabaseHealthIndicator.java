package dev.usbshare.service.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/** {@code database}: up while it answers. */
final class DatabaseHealthIndicator extends AbstractHealthIndicator {

    private final DataSource source;
    private final StoreSettings settings;

    DatabaseHealthIndicator(DataSource source, StoreSettings settings) {
        super("the database does not answer");
        this.source = source;
        this.settings = settings;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        builder.withDetail("database", settings.toString());
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            // A statement, and not the driver's word alone: it reads a page.
            statement.executeQuery("select seq from audit_head").close();
            builder.up();
        } catch (SQLException e) {
            builder.down().withDetail("reason", StoreFailures.reason(e));
        }
    }
}
