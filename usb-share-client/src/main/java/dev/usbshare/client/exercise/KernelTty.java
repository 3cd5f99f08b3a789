package dev.usbshare.client.exercise;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;

/** A serial port behind the kernel's terminal layer, raw. */
final class KernelTty implements Line, AutoCloseable {

    private final FileInputStream in;
    private final FileOutputStream out;
    private final NodeReader reader;
    private final Duration patience;
    private ByteBuffer unread = ByteBuffer.allocate(0);

    @SuppressWarnings("StreamResourceLeak") // both streams are closed in close()
    KernelTty(Path node, Duration patience) throws IOException {
        this.patience = patience;
        this.in = new FileInputStream(node.toFile());
        try {
            // Set while it is open: the last close would make some drivers forget it.
            Command.run(patience, "stty", "-F", node.toString(), "raw", "-echo", "115200");
            this.out = new FileOutputStream(node.toFile());
        } catch (IOException e) {
            in.close();
            throw e;
        }
        this.reader = new NodeReader(in);
    }

    @Override
    public void write(byte[] data) throws IOException {
        out.write(data);
    }

    @Override
    public byte[] read(int count) throws IOException {
        var whole = ByteBuffer.allocate(count);
        while (whole.hasRemaining()) {
            if (!unread.hasRemaining()) {
                unread = ByteBuffer.wrap(reader.next(patience)
                        .orElseThrow(() -> new IOException("read from the port: "
                                + whole.position() + " of " + count + " bytes came, then nothing for "
                                + patience.toSeconds() + " s")));
            }
            int part = Math.min(unread.remaining(), whole.remaining());
            whole.put(unread.slice().limit(part));
            unread.position(unread.position() + part);
        }
        return whole.array();
    }

    @Override
    public void close() throws IOException {
        reader.stop();
        out.close();
        in.close();
    }
}
