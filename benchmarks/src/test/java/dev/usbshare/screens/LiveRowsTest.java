package dev.usbshare.screens;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.identity.Ticket;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What dashboards live on, as the services' endpoints tell it while a flash drive is in use. */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(180)
class LiveRowsTest {

    private static final String MOVED = "\"bytesIn\":[1-9]\\d+,\"bytesOut\":[1-9]\\d*";
    private static final String LATENCY =
            "\"latency\":\\{\"medianMillis\":\\d+\\.\\d+,\"p99Millis\":\\d+\\.\\d+,\"maxMillis\":\\d+\\.\\d+,\"urbs\":[1-9]\\d*,\"seconds\":\\d+}";
    private static final String PATH =
            "\"path\":\\{\"kind\":\"lan\",\"address\":\"127\\.0\\.0\\.1:\\d+\",\"since\":\"[^\"]+\",\"quality\":\"(good|fair|poor)\","
                    + "\"rttMillis\":[0-9.]+,\"minRttMillis\":[0-9.]+,\"maxRttMillis\":[0-9.]+,\"lossPercent\":[0-9.]+,\"switches\":\\d+}";

    @SuppressWarnings("NullAway.Init")
    private Desk desk;

    @BeforeAll
    void startServices(@TempDir Path folder) throws Exception {
        desk = new Desk(folder);
        desk.awaitDevices();
        desk.attach("99-1");
    }

    @AfterAll
    void stopServices() {
        desk.close();
    }

    @Test
    void useOfADevice_isTold_onBothSides() {
        Awaitility.await().atMost(Desk.PATIENCE).untilAsserted(() -> {
            assertThat(desk.server.get("leases")).containsPattern(MOVED + "," + LATENCY);
            assertThat(desk.client.get("attachments")).containsPattern(MOVED + "," + LATENCY);
        });
    }

    @Test
    void wayToThePeer_isTold_onBothSides() {
        Awaitility.await().atMost(Desk.PATIENCE).untilAsserted(() -> {
            assertThat(desk.server.get("sessions")).containsPattern(PATH);
            assertThat(desk.client.get("servers")).containsPattern(PATH);
        });
    }

    @Test
    void connection_tellsHowClientsReachTheServer_andNothingSecret() throws Exception {
        String answer = desk.server.get("connection");
        assertThat(answer)
                .contains("\"nodeId\":\"" + desk.serverId() + "\"", "\"addresses\":[\"" + desk.quic() + "\"]")
                .containsPattern("\"fingerprint\":\"[^\"]+\"")
                .containsPattern("\"name\":\"[^\"]+\"");
        Matcher text = Pattern.compile("\"ticket\":\"([^\"]+)\"").matcher(answer);
        assertThat(text.find()).as(answer).isTrue();
        Ticket ticket = Ticket.parse(text.group(1));
        assertThat(ticket.server().toString()).isEqualTo(desk.serverId());
        assertThat(ticket.addresses()).extracting(Object::toString).containsExactly(desk.quic());
        assertThat(ticket.secret()).isEmpty();
    }
}
