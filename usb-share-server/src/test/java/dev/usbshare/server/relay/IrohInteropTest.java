package dev.usbshare.server.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Our relay and our client with real iroh endpoints, in a network of their own that has nothing but loopback.
 *
 * <p>Where {@code lab/install-tools} has not installed them, the test is skipped; it fails instead when
 * {@code USB_SHARE_REQUIRE_IROH} is 1.
 */
class IrohInteropTest {

    private static final Path PEER =
            Path.of("../lab/iroh/peer.cjs").toAbsolutePath().normalize();

    @TempDir
    private Path directory;

    @Test
    void relayAndClient_workWithIroh() throws Exception {
        if (!"1".equals(System.getenv("USB_SHARE_REQUIRE_IROH"))) {
            assumeThat(Files.isDirectory(modules().resolve("@number0")))
                    .as("iroh is installed (lab/install-tools)")
                    .isTrue();
        }

        List<String> said = exchange();

        assertThat(said)
                .anyMatch(line -> line.startsWith("paths ") && line.contains("relay"))
                .contains("echoed 100000", "pair ended 0", "carried frames")
                .contains("home true", "dialled by it");
    }

    private List<String> exchange() throws Exception {
        var command = new ArrayList<>(List.of("unshare", "--net", "--map-root-user"));
        command.addAll(List.of("sh", "-c", "ip link set lo up && exec \"$@\"", "sh"));
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(List.of("-Xmx256m", "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(IrohExchange.class.getName(), PEER.toString()));
        Path out = directory.resolve("out");
        var builder = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectErrorStream(true);
        builder.environment().put("NODE_PATH", modules().toString());
        builder.start().waitFor();
        return Files.readAllLines(out, StandardCharsets.UTF_8);
    }

    /** Where {@code lab/install-tools} puts them. */
    private static Path modules() {
        Path cache = environment("USB_SHARE_LAB_CACHE")
                .orElseGet(() -> environment("XDG_CACHE_HOME")
                        .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache"))
                        .resolve("usb-share/lab"));
        return cache.resolve("iroh/node_modules");
    }

    private static Optional<Path> environment(String name) {
        return Optional.ofNullable(System.getenv(name))
                .filter(value -> !value.isEmpty())
                .map(Path::of);
    }
}
