package dev.usbshare.client.ops;

import dev.usbshare.service.GeneratedDoc;
import dev.usbshare.service.config.SettingsTable;
import org.junit.jupiter.api.Test;

/** {@code docs/configuration.md} has every setting. */
class ConfigurationDocTest {

    @Test
    void everySetting_isDocumented() throws Exception {
        GeneratedDoc.assertPart("configuration.md", "client settings", SettingsTable.of(new ClientProgram()));
    }
}
