package dev.usbshare.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeKeysTest {

    @TempDir
    Path directory;

    @Test
    void missingKey_isCreatedInTheStateDirectory_andStaysTheSame() {
        var state = new StateDirectory(directory);

        var created = NodeKeys.loadOrCreate(null, state);

        assertThat(directory.resolve("identity/node.key")).exists();
        assertThat(NodeKeys.loadOrCreate(null, state).id()).isEqualTo(created.id());
    }

    @Test
    void keyThatOthersCanRead_isAConfigurationFailureWithTheRemedy() throws Exception {
        Path file = directory.resolve("my.key");
        NodeKeys.loadOrCreate(file, new StateDirectory(directory));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        assertThatThrownBy(() -> NodeKeys.loadOrCreate(file, new StateDirectory(directory)))
                .isInstanceOfSatisfying(
                        StartFailure.class, f -> assertThat(f.exitCode()).isEqualTo(ExitCode.CONFIGURATION))
                .hasMessageContaining("chmod 600 " + file);
    }
}
