package dev.usbshare.screens;

import dev.usbshare.tui.Tmux;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Measures how long after a key what it changes is at the terminal: {@code tools/dashboards latency}. No test by its name. */
final class KeyLatency {

    private static final int WARM_UP = 20;
    private static final int TIMES = 200;
    private static final String HELP = "any key";

    @Test
    void measure(@TempDir Path folder) throws Exception {
        Tmux.assumeInstalled();
        try (var desk = new Desk(folder)) {
            desk.awaitDevices();
            desk.attach("99-1");
            for (String program : new String[] {Desk.SERVER, Desk.CLIENT}) {
                Path own = Files.createDirectory(folder.resolve("of-" + program));
                try (Tmux terminal = desk.terminal(own, 120, 40)) {
                    terminal.enter("clear; " + program + " dashboard");
                    terminal.await("● live", "? help");
                    double[] millis = measured(terminal, own);
                    System.out.printf(
                            Locale.ROOT,
                            "%s: median %.1f ms, 99 %% %.1f ms, most %.1f ms%n",
                            program,
                            millis[TIMES / 2],
                            millis[TIMES * 99 / 100],
                            millis[TIMES - 1]);
                }
            }
        }
    }

    /** Sorted. */
    private static double[] measured(Tmux terminal, Path folder) throws Exception {
        Path keys = folder.resolve("in");
        Path written = folder.resolve("out");
        new ProcessBuilder("mkfifo", keys.toString(), written.toString())
                .inheritIO()
                .start()
                .waitFor();
        terminal.connect(keys, written);
        double[] millis = new double[TIMES];
        try (OutputStream in = Files.newOutputStream(keys);
                InputStream out = Files.newInputStream(written)) {
            for (int i = -WARM_UP; i < TIMES; i++) {
                long from = System.nanoTime();
                in.write('?');
                in.flush();
                awaitHelp(out);
                double took = (System.nanoTime() - from) / 1e6;
                if (i >= 0) {
                    millis[i] = took;
                }
                in.write('x');
                in.flush();
                terminal.awaitNo(HELP);
            }
        }
        Arrays.sort(millis);
        return millis;
    }

    private static void awaitHelp(InputStream out) throws Exception {
        var seen = new StringBuilder();
        byte[] piece = new byte[8192];
        while (seen.indexOf(HELP) < 0) {
            int length = out.read(piece);
            if (length < 0) {
                throw new IllegalStateException("the terminal is gone");
            }
            seen.append(new String(piece, 0, length, StandardCharsets.ISO_8859_1));
        }
    }
}
