package dev.usbshare.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.usbshare.packaging.Command.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The units as systemd itself reads them, without starting anything. Needs {@code systemd-analyze}. */
class SystemdUnitTest {

    private static final Path UNITS = Path.of("../config/systemd");
    private static final Pattern SCORE = Pattern.compile("Overall exposure level for \\S+: (\\d+\\.\\d)");

    @TempDir
    Path prefix;

    @BeforeEach
    void needsSystemdAnalyze() throws Exception {
        boolean there = Command.isThere("systemd-analyze");
        if (System.getenv("USB_SHARE_REQUIRE_SYSTEMD") != null) {
            assertThat(there).as("systemd-analyze is required here").isTrue();
        }
        assumeTrue(there, "systemd-analyze is not installed (Debian: systemd)");
    }

    /** As install.sh does it, below a folder whose programs are there. */
    private Path unit(String app) throws IOException {
        Path unit = prefix.resolve(app + ".service");
        Files.writeString(
                unit, Files.readString(UNITS.resolve(app + ".service")).replace("@PREFIX@", prefix.toString()));
        executable(prefix.resolve("bin/" + app));
        executable(prefix.resolve("bin/usb-share-server"));
        executable(prefix.resolve("lib/usb-share-client/bin/usb-share-vhci-access"));
        return unit;
    }

    private static void executable(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"usb-share-server", "usb-share-client", "usb-share-relay"})
    void unit_isUnderstoodWhole(String app) throws Exception {
        Outcome outcome =
                Command.run("systemd-analyze", "verify", "--man=no", unit(app).toString());

        assertThat(outcome.output()).isEmpty();
        assertThat(outcome.exitCode()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"usb-share-server, 2", "usb-share-client, 3", "usb-share-relay, 4"})
    void exposure_isWhatTheDocumentsSay(String app, int column) throws Exception {
        Outcome outcome = Command.run(
                "systemd-analyze",
                "security",
                "--offline=yes",
                "--no-pager",
                unit(app).toString());

        Matcher score = SCORE.matcher(outcome.output());
        assertThat(score.find()).as(outcome.output()).isTrue();
        String documented = Files.readAllLines(Path.of("../docs/deployment.md")).stream()
                .filter(line -> line.startsWith("| `systemd-analyze security"))
                .map(line -> line.split("\\|")[column].strip())
                .findFirst()
                .orElseThrow();
        assertThat(score.group(1)).isEqualTo(documented);
    }
}
