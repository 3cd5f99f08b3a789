package dev.usbshare.service.store;

import com.zaxxer.hikari.HikariDataSource;
import dev.usbshare.service.StateDirectory;
import java.nio.file.Path;
import java.util.Map;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** Databases in files, opened as a service opens them. */
final class Databases {

    static final Migrations MIGRATIONS = new Migrations("sample");

    static {
        QuietLogs.set();
    }

    private Databases() {}

    /** The one in a state directory. */
    static HikariDataSource open(Path state) {
        return Database.open(settings(state, Map.of()), MIGRATIONS);
    }

    static StoreSettings settings(Path state, Map<String, Object> properties) {
        var environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("test", properties));
        return StoreSettings.of(environment, new StateDirectory(state));
    }

    static Path file(Path state) {
        return state.resolve("db/usb-share.mv.db");
    }
}
