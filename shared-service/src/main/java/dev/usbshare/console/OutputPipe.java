package dev.usbshare.console;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Standard output, which knows why it failed: a reader that has seen enough is no failure of ours, a full disk is. */
final class OutputPipe extends FilterOutputStream {

    private volatile boolean full;

    OutputPipe(OutputStream out) {
        super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            full = !String.valueOf(e.getMessage()).contains("Broken pipe");
            throw e;
        }
    }

    /** Something that was printed is lost, and somebody wanted it. */
    boolean isFull() {
        return full;
    }

    /** The process' own stream stays open. */
    @Override
    public void close() throws IOException {
        flush();
    }
}
