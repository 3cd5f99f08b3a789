package dev.usbshare.client.ops;

import dev.usbshare.service.GeneratedDoc;
import dev.usbshare.service.meters.MetersTable;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code docs/metrics.md} has every meter. */
class MetricsDocTest {

    @Test
    void everyMeterOfTheClient_isDocumented() throws Exception {
        GeneratedDoc.assertPart("metrics.md", "client meters", MetersTable.of(List.of(ClientMeters.values())));
    }
}
