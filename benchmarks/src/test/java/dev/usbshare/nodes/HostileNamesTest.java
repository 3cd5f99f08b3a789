package dev.usbshare.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.simulation.Loopback;
import dev.usbshare.usb.BusId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A device whose serial number is SQL and terminal escapes, from a server to a client's tables, logs and listings: only text. */
class HostileNamesTest {

    private static final String SQL = "'); drop table device_pin; --";

    /** Clears a screen, sets a title and rings, turns text around, begins a line. */
    private static final String HOSTILE = "\u001b[2J\u001b]0;owned\u0007\u202e\n" + SQL;

    private static void assertPlain(String answer) {
        assertThat(answer.substring(answer.indexOf("\r\n\r\n") + 4))
                .doesNotContain("\u001b", "\\u001b", "\u0007", "\\u0007", "\u202e", "\\u202e");
    }

    @Test
    void deviceWithSqlAndEscapesInItsName_isOnlyText_inTablesLogsAndListings(@TempDir Path state) throws Exception {
        try (var rig = new ServiceRig(state)) {
            BusId hostile = rig.plug(new Loopback(HOSTILE));
            try (var client = rig.startClient("--connect=" + rig.address())) {
                rig.awaitDevices(3);

                assertThat(rig.client.post("attachments", "{'device':'" + hostile + "'}"))
                        .contains(" 200", "\"state\":\"attached\"");

                assertThat(rig.client.get("pins")).contains("\"serial\":\"[2J]0;owned" + SQL + "\"");
                for (String endpoint : List.of("devices", "attachments", "pins", "audit", "audit/export", "logs")) {
                    assertPlain(rig.client.get(endpoint));
                }
                assertThat(rig.client.get("audit/verify")).contains("\"intact\":true");
                client.terminate(Duration.ofSeconds(60));
            }
            try (var again = rig.startClient("--connect=" + rig.address())) {
                rig.awaitDevices(3);
                assertThat(rig.client.get("pins")).contains(SQL);
                assertThat(rig.client.post("attachments", "{'device':'" + hostile + "'}"))
                        .as("it is what it was")
                        .contains(" 200");
                assertThat(again).isNotNull();
            }
        }
        assertThat(Files.readString(state.resolve("audit/audit.jsonl"))).doesNotContain("\u001b", "\u202e");
    }
}
