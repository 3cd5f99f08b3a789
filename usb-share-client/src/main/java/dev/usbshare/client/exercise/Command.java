package dev.usbshare.client.exercise;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program of the system, run to its end. */
final class Command {

    private static final List<String> FOLDERS = List.of("/usr/sbin", "/sbin", "/usr/bin", "/bin");

    private Command() {}

    static boolean exists(String program) {
        return FOLDERS.stream().anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    /** @throws IOException with the program's last words if it fails or takes too long */
    static void run(Duration patience, String program, String... arguments) throws IOException {
        var command = new ArrayList<String>();
        command.add(FOLDERS.stream()
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IOException("there is no " + program + " on this machine"))
                .toString());
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile("usb-share-", ".out");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(output.toFile())
                    .start();
            boolean ended = process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended) {
                process.destroyForcibly();
                throw new IOException(program + " did not end within " + patience.toSeconds() + " s");
            }
            if (process.exitValue() != 0) {
                String words = Files.readString(output, StandardCharsets.UTF_8).strip();
                String last = words.substring(words.lastIndexOf('\n') + 1);
                throw new IOException(
                        program + ": exit code " + process.exitValue() + (last.isEmpty() ? "" : ", " + last));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(program + ": interrupted", e);
        } finally {
            Files.deleteIfExists(output);
        }
    }
}
