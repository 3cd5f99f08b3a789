package dev.usbshare.console.verbs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** Lines of UTF-8, printed in the terminal's own character set. Stops taking any when the other end has seen enough. */
final class TextSink extends OutputStream {

    private final PrintWriter out;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    TextSink(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
        if (b == '\n') {
            end();
        } else {
            line.write(b);
        }
    }

    private void end() throws IOException {
        out.println(line.toString(StandardCharsets.UTF_8));
        line.reset();
        if (out.checkError()) {
            throw new IOException("standard output cannot be written");
        }
    }

    @Override
    public void close() throws IOException {
        if (line.size() > 0) {
            end();
        }
    }
}
