package dev.usbshare.screens;

import dev.usbshare.tui.Tmux;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Makes the pictures of both dashboards that documents show: {@code tools/dashboards pictures}. No test by its name. */
final class Pictures {

    private static final int COLUMNS = 108;
    private static final int ROWS = 28;

    /** Until the curves are full of traffic. */
    private static final Duration TRAFFIC = Duration.ofSeconds(100);

    private static final Path PROGRAM = Path.of("../tools/Screenshot.java");
    private static final Path IMAGES = Path.of("../docs/images");

    @Test
    void draw(@TempDir Path folder, @TempDir Path first, @TempDir Path second) throws Exception {
        Tmux.assumeInstalled();
        Files.createDirectories(IMAGES);
        try (var desk = new Desk(folder);
                Tmux server = desk.terminal(first, COLUMNS, ROWS);
                Tmux client = desk.terminal(second, COLUMNS, ROWS)) {
            desk.awaitDevices();
            desk.attach("99-1");
            desk.attach("99-2");
            server.enter("clear; COLORTERM=truecolor usb-share-server dashboard");
            client.enter("clear; COLORTERM=truecolor usb-share-client dashboard");
            server.await("● live", "laptop");
            client.await("● live", "2 attached");
            client.press("Down");
            LockSupport.parkNanos(TRAFFIC.toNanos());
            desk.knock();
            server.await("asks to come in: p");
            draw(server, "usb-share-server dashboard", IMAGES.resolve("server-dashboard.png"));
            draw(client, "usb-share-client dashboard", IMAGES.resolve("client-dashboard.png"));
        }
    }

    private static void draw(Tmux terminal, String title, Path file) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        PROGRAM.toString(),
                        title,
                        file.toString())
                .inheritIO()
                .redirectInput(ProcessBuilder.Redirect.PIPE)
                .start();
        try (var in = process.getOutputStream()) {
            in.write(terminal.colours().getBytes(StandardCharsets.UTF_8));
        }
        if (process.waitFor() != 0) {
            throw new IOException(PROGRAM + " failed");
        }
    }
}
