package dev.usbshare.service.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.identity.NodeId;
import dev.usbshare.identity.NodeKey;
import dev.usbshare.identity.NodeKeyException;
import dev.usbshare.identity.NodeKeyFile;
import dev.usbshare.service.Answers;
import dev.usbshare.service.audit.AuditLog;
import dev.usbshare.service.audit.RecordingAuditLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/** A key comes into use after the audit log has it, or not at all. */
class IdentityEndpointTest {

    @TempDir
    private Path directory;

    @SuppressWarnings("NullAway.Init")
    private Path file;

    @SuppressWarnings("NullAway.Init")
    private NodeKey key;

    private final RecordingAuditLog audit = new RecordingAuditLog();

    @BeforeEach
    void create() throws Exception {
        file = directory.resolve("identity/node.key");
        key = new NodeKeyFile(file).loadOrCreate();
    }

    private WebEndpointResponse<Object> rotate(AuditLog log) {
        return new IdentityEndpoint(key, file, Clock.systemUTC(), log).change("rotate");
    }

    private NodeId inFile() {
        try {
            return new NodeKeyFile(file).load().id();
        } catch (NodeKeyException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void newKey_isOnRecord_beforeAnythingOfItIsOnDisk() throws Exception {
        List<NodeId> whenRecorded = new ArrayList<>();
        List<Path> files = new ArrayList<>();

        WebEndpointResponse<Object> answer = rotate(event -> {
            whenRecorded.add(inFile());
            try (Stream<Path> there = Files.list(file.getParent())) {
                files.addAll(there.toList());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return audit.append(event);
        });

        assertThat(answer.getStatus()).isEqualTo(200);
        assertThat(whenRecorded).containsExactly(key.id());
        assertThat(files).containsExactly(file);
        assertThat(audit.events())
                .containsExactly(new IdentityEvent.IdentityRotated(key.id().toString(), inFile().toString()));
        assertThat(inFile()).isNotEqualTo(key.id());
    }

    @Test
    void logThatTakesNothing_leavesTheKeyAsItIs() throws Exception {
        audit.diskIsFull(true);

        WebEndpointResponse<Object> answer = rotate(audit);

        assertThat(answer.getStatus()).isEqualTo(Answers.UNAVAILABLE);
        assertThat(String.valueOf(answer.getBody())).contains("the key was not changed", "the disk is full");
        assertThat(inFile()).isEqualTo(key.id());
        try (Stream<Path> there = Files.list(file.getParent())) {
            assertThat(there).containsExactly(file);
        }
    }

    @Test
    void rotationThatFailsAfterItWasRecorded_isOnRecordToo() throws Exception {
        WebEndpointResponse<Object> answer = rotate(event -> {
            inTheWay(event instanceof IdentityEvent.IdentityRotated);
            return audit.append(event);
        });

        assertThat(answer.getStatus()).isEqualTo(Answers.UNAVAILABLE);
        assertThat(String.valueOf(answer.getBody()))
                .contains("node.key: cannot be rotated", "the old key stays in use");
        assertThat(audit.events()).hasSize(2).last().satisfies(event -> {
            assertThat(event.kind()).isEqualTo("identity-stays");
            assertThat(event.details()).containsEntry("nodeId", key.id().toString());
        });
        inTheWay(false);
        assertThat(inFile()).isEqualTo(key.id());
    }

    /** A directory where the statements of rotations have to go. */
    private void inTheWay(boolean there) {
        Path statements = file.resolveSibling("node.key.history");
        try {
            if (there) {
                Files.createDirectories(statements.resolve("in-the-way"));
            } else if (audit.events().size() > 1) {
                Files.delete(statements.resolve("in-the-way"));
                Files.delete(statements);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
