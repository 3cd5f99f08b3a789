package dev.usbshare.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.usbshare.service.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManagementClientTest {

    private static final String PROGRAM = "usb-share-sample";

    @TempDir
    private Path folder;

    private FakeService service;
    private ManagementClient client;

    @BeforeEach
    void start() throws IOException {
        service = FakeService.at(folder.resolve("m.sock"));
        client = new ManagementClient(PROGRAM, folder.resolve("m.sock"));
    }

    @AfterEach
    void stop() throws IOException {
        service.close();
    }

    @Test
    void get_answerOfKnownLength_isRead() {
        service.answers("[{\"busId\": \"1-1\"}]");

        assertThat(client.get("devices").path(0).path("busId").asString()).isEqualTo("1-1");
        assertThat(service.requests()).containsExactly("GET /actuator/devices");
    }

    @Test
    void get_answerInChunks_isPutTogether() {
        service.answersRaw("HTTP/1.1 200 \r\nTransfer-Encoding: chunked\r\n\r\n4\r\n[1,2\r\n3;x=y\r\n,3]\r\n0\r\n\r\n");

        assertThat(client.get("devices").toString()).isEqualTo("[1,2,3]");
    }

    @Test
    void get_answerUntilTheEnd_isRead() {
        service.answersRaw("HTTP/1.0 200 OK\r\n\r\n{}");

        assertThat(client.get("info").isObject()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 200 \r\nContent-",
                "HTTP/1.1 200 \r\nContent-Length: 10\r\n\r\n[1,2]",
                "HTTP/1.1 200 \r\nTransfer-Encoding: chunked\r\n\r\n5\r\n[1,2]\r\n",
                "HTTP/1.1 200 \r\nTransfer-Encoding: chunked\r\n\r\n9\r\n[1,2]\r\n",
            })
    void get_answerCutOff_isNoAnswer(String whole) {
        service.answersRaw(whole);

        assertThatThrownBy(() -> client.get("devices"))
                .isInstanceOf(ManagementException.NoAnswer.class)
                .hasMessageContaining("no answer from the service")
                .hasMessageContaining("cut off");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH_9.6\r\n",
                "HTTP/1.1 200 \r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 \r\nContent-Length: many\r\n\r\n",
                "HTTP/1.1 200 \r\nTransfer-Encoding: chunked\r\n\r\n-5\r\n",
                "HTTP/1.1 200 \r\nContent-Length: 4\r\n\r\n[1,2",
                "HTTP/1.1 200 \r\nContent-Length: 6\r\n\r\n<html>",
            })
    void get_answerOfAnotherProtocol_isNoAnswer(String whole) {
        service.answersRaw(whole);

        assertThatThrownBy(() -> client.get("devices")).isInstanceOf(ManagementException.NoAnswer.class);
    }

    @Test
    void get_answerTooLong_isNotReadToTheEnd() {
        service.answersRaw("HTTP/1.1 200 \r\n\r\n" + " ".repeat(ManagementClient.MAX_ANSWER_BYTES + 2));

        assertThatThrownBy(() -> client.get("devices"))
                .isInstanceOf(ManagementException.NoAnswer.class)
                .hasMessageContaining("more than " + ManagementClient.MAX_ANSWER_BYTES);
    }

    @Test
    void get_headWithoutEnd_isNotReadToTheEnd() {
        service.answersRaw("HTTP/1.1 200 \r\n" + "X: y\r\n".repeat(1_000));

        assertThatThrownBy(() -> client.get("devices")).hasMessageContaining("headers");
    }

    @Test
    void get_serviceSaysNothing_endsInTime() {
        assertThatThrownBy(() -> client.withPatience(Duration.ofMillis(50)).get("devices"))
                .isInstanceOf(ManagementException.NoAnswer.class)
                .hasMessageContaining("it gave none for");
    }

    @Test
    void get_interrupted_endsAtOnceAndStaysInterrupted() {
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> client.get("devices"))
                    .isInstanceOf(ManagementException.NoAnswer.class)
                    .hasMessageContaining("interrupted");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void post_pathAndBody_areEncoded() {
        service.answersRaw("HTTP/1.1 204 \r\n\r\n");

        var answer = client.post(Resource.of("devices", "046d:* ä", "nickname"), Map.of("nickname", "a \"b\""));

        assertThat(answer.isMissingNode()).isTrue();
        assertThat(service.requests())
                .containsExactly("POST /actuator/devices/046d%3A%2A%20%C3%A4/nickname {\"nickname\":\"a \\\"b\\\"\"}");
    }

    @Test
    void arguments_areEncodedInTheirOrder() {
        service.answers("[]");

        client.get(Resource.of("audit")
                .with("since", "2026-01-01T00:00:00+01:00")
                .with("kind", null)
                .with("limit", 5));

        assertThat(service.requests())
                .containsExactly("GET /actuator/audit?since=2026-01-01T00%3A00%3A00%2B01%3A00&limit=5");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a/b", "a\\b", "a\nb"})
    void resource_wordThatIsNoName_isRefusedBeforehand(String word) {
        assertThatThrownBy(() -> Resource.of("peers", word))
                .isInstanceOf(ManagementException.Refused.class)
                .hasMessageContaining("is no name");
    }

    @ParameterizedTest
    @CsvSource({"400,USAGE", "404,FAILED", "409,FAILED", "500,INTERNAL", "503,UNAVAILABLE"})
    void refusal_reasonAndExitCode_areTheServices(int status, ExitCode code) {
        service.answers(status, "{\"error\": \"no device here is 9-9\\u001b[2J\"}");

        var refused = catchThrowableOfType(
                ManagementException.Refused.class, () -> client.delete(Resource.of("leases", "9-9")));

        assertThat(refused).hasMessage("no device here is 9-9?[2J");
        assertThat(refused.status()).isEqualTo(status);
        assertThat(refused.exitCode()).isEqualTo(code);
    }

    @Test
    void refusal_unknownEndpoint_isNamed() {
        service.answers(404, "{\"status\": 404, \"error\": \"Not Found\", \"path\": \"/actuator/coffee\"}");

        assertThatThrownBy(() -> client.get("coffee")).hasMessageContaining("the service knows no coffee");
    }

    @Test
    void refusal_inHtml_namesTheStatus() {
        service.answers(418, "<html></html>");

        assertThatThrownBy(() -> client.get("coffee")).hasMessageContaining("418");
    }

    @Test
    void health_down_isAnAnswer() {
        service.answers(503, "{\"status\": \"DOWN\"}");

        assertThat(client.health().path("status").asString()).isEqualTo("DOWN");
    }

    @Test
    void copy_lines_arriveAsTheyAre() throws IOException {
        service.answers("{\"seq\":1}\n{\"seq\":2}\n");
        var target = new ByteArrayOutputStream();

        assertThat(client.copy(Resource.of("audit", "export"), target)).isEqualTo(20);
        assertThat(target.toString(StandardCharsets.UTF_8)).isEqualTo("{\"seq\":1}\n{\"seq\":2}\n");
    }

    @Test
    void noSocket_saysHowToStart() {
        var failure = catchThrowableOfType(
                ManagementException.NotRunning.class,
                () -> new ManagementClient(PROGRAM, folder.resolve("none.sock")).get("devices"));

        assertThat(failure).hasMessageContaining("usb-share-sample --service").hasMessageNotContaining("\n");
        assertThat(failure.exitCode()).isEqualTo(ExitCode.NOT_RUNNING);
    }

    @Test
    void staleSocket_isToldFromNone() throws IOException {
        Path stale = folder.resolve("stale.sock");
        try (var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(UnixDomainSocketAddress.of(stale));
        }

        var failure = catchThrowableOfType(
                ManagementException.Stale.class, () -> new ManagementClient(PROGRAM, stale).get("devices"));

        assertThat(failure).hasMessageContaining("killed").hasMessageContaining("usb-share-sample --service");
        assertThat(failure.exitCode()).isEqualTo(ExitCode.NOT_RUNNING);
    }
}
