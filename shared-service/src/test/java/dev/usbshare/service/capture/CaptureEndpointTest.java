package dev.usbshare.service.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.capture.Captures;
import dev.usbshare.service.Answers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

class CaptureEndpointTest {

    @TempDir
    Path state;

    private final Clock clock = Clock.fixed(Instant.parse("2026-01-02T03:04:05.678Z"), ZoneOffset.UTC);
    private final Captures captures = new Captures(clock);

    @AfterEach
    void close() {
        captures.close();
    }

    @Test
    void capture_isBegunListedAndEnded() throws IOException {
        CaptureEndpoint endpoint = endpoint();

        assertThat(row(endpoint.start("desk", 1)).device()).isEqualTo("lab/1-1");

        Path file = state.resolve("captures/lab_1-1-20260102T030405.678.pcapng");
        assertThat(endpoint.list()).singleElement().satisfies(row -> {
            assertThat(row.file()).isEqualTo(file.toString());
            assertThat(row.full()).isFalse();
        });
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwx------");
        assertThat(row(endpoint.stop("desk")).events()).isZero();
        assertThat(endpoint.list()).isEmpty();
        assertThat(file).isNotEmptyFile();
    }

    @Test
    void capture_isEndedByItsOwnName_whateverIsPluggedInNow() {
        CaptureEndpoint endpoint = endpoint();
        endpoint.start("desk", null);

        assertThat(row(endpoint.stop("lab/1-1")).device()).isEqualTo("lab/1-1");
    }

    @Test
    void badInput_isOneClearLine() {
        CaptureEndpoint endpoint = endpoint();
        endpoint.start("desk", null);

        assertFailure(endpoint.start("desk", 0), Answers.BAD_REQUEST, "megabytes: 1 to 65536, not 0");
        assertFailure(endpoint.start("nothing", null), Answers.NOT_FOUND, "no device here is nothing");
        assertFailure(endpoint.start("both", null), Answers.CONFLICT, "name one of lab/1-1, lab/2-1");
        assertFailure(endpoint.start("?", null), Answers.BAD_REQUEST, "no pattern");
        assertFailure(endpoint.start("desk", null), Answers.CONFLICT, "lab/1-1 is being captured already");
        assertFailure(endpoint.stop("nothing"), Answers.NOT_FOUND, "nothing is not being captured");
        assertFailure(endpoint.stop("?"), Answers.BAD_REQUEST, "no pattern");
    }

    @Test
    void folderThatCannotBeMade_isToldByName() throws IOException {
        Files.createFile(state.resolve("captures"));

        assertFailure(
                endpoint().start("desk", null),
                Answers.UNAVAILABLE,
                state.resolve("captures").toString());
        assertThat(captures.running()).isEmpty();
    }

    private CaptureEndpoint endpoint() {
        return new CaptureEndpoint(captures, CaptureEndpointTest::find, state.resolve("captures"), clock);
    }

    private static List<CaptureTargets.Target> find(String text) {
        var first = new CaptureTargets.Target("lab/1-1", 1 << 16 | 2);
        var second = new CaptureTargets.Target("lab/2-1", 2 << 16 | 2);
        return switch (text) {
            case "desk" -> List.of(first);
            case "both" -> Stream.of(first, second).toList();
            case "?" -> throw new IllegalArgumentException("no pattern: '?'");
            default -> List.of();
        };
    }

    private static CaptureEndpoint.Row row(WebEndpointResponse<Object> response) {
        assertThat(response.getStatus()).isEqualTo(200);
        return (CaptureEndpoint.Row) Objects.requireNonNull(response.getBody());
    }

    private static void assertFailure(WebEndpointResponse<Object> response, int status, String message) {
        assertThat(response.getStatus()).isEqualTo(status);
        assertThat(String.valueOf(response.getBody())).contains(message);
    }
}
