package dev.usbshare.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

class ServiceSocketTest {

    @TempDir
    private Path folder;

    private static Path find(Map<String, Object> settings) {
        var environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("test", settings));
        return ServiceSocket.find("sample", environment);
    }

    @Test
    void configuredSocket_isTaken() {
        assertThat(find(Map.of("usb-share.management.socket", "/x/y.sock", "usb-share.stateDir", "/z")))
                .isEqualTo(Path.of("/x/y.sock"));
    }

    @Test
    void configuredStateDirectory_hasTheSocket() {
        assertThat(find(Map.of("usb-share.state-dir", "/z"))).isEqualTo(Path.of("/z/management.sock"));
    }

    @Test
    void ownSocket_comesBeforeTheSystems() throws IOException {
        Path own = Files.createFile(folder.resolve("own.sock"));
        Path system = Files.createDirectory(folder.resolve("system"));
        Files.createFile(system.resolve("management.sock"));

        assertThat(ServiceSocket.find(own, List.of(system))).isEqualTo(own);
    }

    @Test
    void noOwnSocket_theSystemsIsTaken() throws IOException {
        Path system = Files.createDirectory(folder.resolve("system"));
        Files.createFile(system.resolve("management.sock"));

        assertThat(ServiceSocket.find(folder.resolve("own.sock"), List.of(folder.resolve("none"), system)))
                .isEqualTo(system.resolve("management.sock"));
    }

    @Test
    void noSocket_ownIsNamed() {
        assertThat(ServiceSocket.find(folder.resolve("own.sock"), List.of(folder.resolve("none"))))
                .isEqualTo(folder.resolve("own.sock"));
    }
}
