package dev.usbshare.service.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A database of a test's own, empty but for the schema. Close it when the test ends. */
public final class TestStore implements AutoCloseable {

    static {
        QuietLogs.set();
    }

    private final HikariDataSource source;

    private TestStore(HikariDataSource source) {
        this.source = source;
    }

    /**
     * H2 in memory, with the migrations of one service; a real PostgreSQL instead when the system property {@code usb-share.test.store} is {@code
     * postgres}, so that every test of a repository runs on both.
     *
     * @param service {@code server} or {@code client}; anything else for those that both have
     */
    public static TestStore inMemory(String service) {
        if ("postgres".equals(System.getProperty("usb-share.test.store"))) {
            return inPostgres(service);
        }
        var config = new HikariConfig();
        config.setJdbcUrl("jdbc:h2:mem:" + UUID.randomUUID());
        config.setUsername("sa");
        config.setPassword("");
        return migrated(config, service);
    }

    /** A database of a private PostgreSQL server. Skips the test where none is installed, unless it is required. */
    public static TestStore inPostgres(String service) {
        var config = new HikariConfig();
        config.setJdbcUrl(PrivatePostgres.running().freshDatabase());
        config.setUsername(PrivatePostgres.USER);
        config.setPassword(PrivatePostgres.PASSWORD);
        return migrated(config, service);
    }

    private static TestStore migrated(HikariConfig config, String service) {
        config.setMaximumPoolSize(4);
        config.setMinimumIdle(1);
        var source = new HikariDataSource(config);
        Schema.migrate(source, new Migrations(service));
        return new TestStore(source);
    }

    /** A file in a state directory, opened as a service opens it, with the migrations that both services have. */
    public static TestStore inFile(Path state) {
        return new TestStore(Databases.open(state));
    }

    /** What the service says of a failure of its database. */
    public static String reason(Throwable failure) {
        return StoreFailures.reason(failure);
    }

    public DataSource dataSource() {
        return source;
    }

    public JdbcClient jdbc() {
        return JdbcClient.create(source);
    }

    public TransactionTemplate transactions() {
        return new TransactionTemplate(new JdbcTransactionManager(source));
    }

    @Override
    public void close() {
        source.close();
    }
}
