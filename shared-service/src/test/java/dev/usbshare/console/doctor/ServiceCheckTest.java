package dev.usbshare.console.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.console.FakeService;
import dev.usbshare.console.ManagementClient;
import dev.usbshare.console.doctor.Finding.Level;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceCheckTest {

    @TempDir
    private Path state;

    private Finding found() {
        var client = new ManagementClient("usb-share-sample", state.resolve("management.sock"));
        return new ServiceCheck(client).look().getFirst();
    }

    @Test
    void serviceThatIsWell_isFine() throws IOException {
        try (var service = FakeService.at(state.resolve("management.sock"))) {
            service.answers("{\"status\":\"UP\"}");

            assertThat(found().level()).isEqualTo(Level.OK);
        }
    }

    @Test
    void serviceThatIsSick_fails_withTheSickPart() throws IOException {
        try (var service = FakeService.at(state.resolve("management.sock"))) {
            service.answers(
                    503,
                    "{\"status\":\"DOWN\",\"components\":{\"usb\":{\"status\":\"UP\"},\"database\":{\"status\":\"DOWN\"}}}");

            assertThat(found())
                    .isEqualTo(Finding.fail("service", "it answers and is DOWN: database", "see status and logs"));
        }
    }

    @Test
    void noService_isAWarning_thatSaysHowToStartIt() {
        Finding found = found();

        assertThat(found.level()).isEqualTo(Level.WARN);
        assertThat(found.remedy()).contains("start it with: usb-share-sample --service");
    }

    @Test
    void whatDoesNotSpeakToUs_fails() throws IOException {
        try (var service = FakeService.at(state.resolve("management.sock"))) {
            service.answersRaw("SSH-2.0-other\r\n");

            assertThat(found().level()).isEqualTo(Level.FAIL);
        }
        assertThat(Files.exists(state.resolve("management.sock")))
                .as("left as it was")
                .isTrue();
    }
}
