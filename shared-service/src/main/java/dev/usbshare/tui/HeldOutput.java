package dev.usbshare.tui;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;

/** Keeps what this process prints, up to a limit, while a screen is drawn; prints it to the standard error output afterwards. */
final class HeldOutput {

    private static final int MAX_BYTES = 64 * 1024;

    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

    private HeldOutput() {}

    static HeldOutput begin() {
        var held = new HeldOutput();
        var stream = new PrintStream(held.new Limited(), true, Charset.defaultCharset());
        System.setOut(stream);
        System.setErr(stream);
        return held;
    }

    void end() {
        System.setOut(out);
        System.setErr(err);
        synchronized (kept) {
            err.write(kept.toByteArray(), 0, kept.size());
            err.flush();
        }
    }

    private final class Limited extends OutputStream {
        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) {
            synchronized (kept) {
                kept.write(bytes, from, Math.min(length, MAX_BYTES - kept.size()));
            }
        }
    }
}
