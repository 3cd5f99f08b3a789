package dev.usbshare.server.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.service.GeneratedDoc;
import dev.usbshare.service.meters.MetersTable;
import dev.usbshare.service.meters.NamedMeters;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code docs/metrics.md} has every meter. */
class MetricsDocTest {

    @Test
    void everyMeterOfTheServer_isDocumented() throws Exception {
        GeneratedDoc.assertPart("metrics.md", "server meters", MetersTable.of(List.of(ServerMeters.values())));
    }

    @Test
    void everyMeterOfBoth_isDocumented() throws Exception {
        GeneratedDoc.assertPart("metrics.md", "shared meters", MetersTable.of(MetersTable.shared()));
    }

    @Test
    void bound_isDocumented() throws Exception {
        assertThat(Files.readString(Path.of("../docs/metrics.md"))).contains(NamedMeters.MAX_NAMES + " of a kind");
    }
}
