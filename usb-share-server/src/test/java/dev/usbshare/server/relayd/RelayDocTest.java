package dev.usbshare.server.relayd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.service.GeneratedDoc;
import dev.usbshare.service.config.SettingsTable;
import dev.usbshare.service.meters.MetersTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code docs/} has every setting and meter of the relay. */
class RelayDocTest {

    @Test
    void everySetting_isDocumented() throws Exception {
        GeneratedDoc.assertPart("configuration.md", "relay settings", SettingsTable.of(new RelayProgram()));
    }

    @Test
    void everyMeter_isDocumented() throws Exception {
        GeneratedDoc.assertPart("metrics.md", "relay meters", MetersTable.of(List.of(RelayMeters.values())));
    }

    @Test
    void ports_areDocumented() throws Exception {
        assertThat(Files.readString(Path.of("../docs/relay.md"))).contains("3340", "3478", "7495");
    }
}
