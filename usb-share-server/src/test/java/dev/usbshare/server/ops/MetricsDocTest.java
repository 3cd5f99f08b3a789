package dev.usbshare.server.ops;

import dev.usbshare.service.GeneratedDoc;
import dev.usbshare.service.meters.MetersTable;
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
}
