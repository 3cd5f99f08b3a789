package dev.usbshare.service.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.SQLExceptionOverride;
import dev.usbshare.service.ExitCode;
import dev.usbshare.service.StartFailure;
import dev.usbshare.service.StateDirectory;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * Where the database is: {@code spring.datasource.url}, {@code username} and {@code password}; the H2 file in the state directory if
 * not given.
 */
record StoreSettings(
        DatabaseUrl url,
        @Nullable String username,
        @Nullable String password,
        Binder binder) {

    private static final String FILE = "db/usb-share";

    /** Enough for the people at the management door beside the writer of the audit log. */
    private static final int CONNECTIONS = 3;

    /** Whoever waits for a database that is gone hears so within this. */
    private static final long PATIENCE_MILLIS = 5_000;

    static StoreSettings of(Environment environment, StateDirectory state) {
        Binder binder = Binder.get(environment);
        String url = setting(binder, "url");
        return new StoreSettings(
                DatabaseUrl.parse(url != null ? url : inside(state)),
                setting(binder, "username"),
                setting(binder, "password"),
                binder);
    }

    private static String inside(StateDirectory state) {
        String file = state.resolve(FILE).toAbsolutePath().toString();
        if (file.contains(";")) {
            throw new StartFailure(
                    ExitCode.CONFIGURATION,
                    "the database cannot be at " + file + ", as ';' ends a file's name in a JDBC URL: choose another"
                            + " usb-share.state-dir");
        }
        return "jdbc:h2:file:" + file;
    }

    private static @Nullable String setting(Binder binder, String name) {
        return binder.bind("spring.datasource." + name, String.class).orElse(null);
    }

    /** The pool's settings: ours, changed by {@code spring.datasource.hikari.*}. */
    HikariConfig pool() {
        var config = new HikariConfig();
        config.setPoolName("database");
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(PATIENCE_MILLIS);
        config.setValidationTimeout(PATIENCE_MILLIS / 2);
        if (url.isH2()) {
            // A connection inside this process does not age; the last one to close would close the database.
            config.setMaxLifetime(0);
        }
        config.setExceptionOverride(new FailureCount(url.isH2() ? new LostStore() : new SQLExceptionOverride() {}));
        binder.bind("spring.datasource.hikari", Bindable.ofInstance(config));
        config.setJdbcUrl(url.effective());
        config.setUsername(username != null || !url.isH2() ? username : "sa");
        config.setPassword(password != null || !url.isH2() ? password : "");
        return config;
    }

    @Override
    public String toString() {
        return url.toString();
    }
}
