package dev.usbshare.client.exercise;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

/** A disk behind the kernel's block layer, past its page cache (O_DIRECT), so that every access reaches the device. */
final class KernelDisk implements Disk, AutoCloseable {

    private static final int SECTOR_BYTES = 512;
    private static final int BUFFER_BYTES = 1 << 20;

    private final FileChannel channel;
    private final ByteBuffer buffer;
    private final long bytes;
    private final String description;

    KernelDisk(Path node, boolean writable) throws IOException {
        Set<OpenOption> options = new HashSet<>(Set.of(StandardOpenOption.READ, direct()));
        if (writable) {
            options.add(StandardOpenOption.WRITE);
        }
        Path sysfs = Path.of("/sys/class/block").resolve(node.getFileName());
        this.bytes = Long.parseLong(Files.readString(sysfs.resolve("size")).strip()) * SECTOR_BYTES;
        this.description =
                node + ", " + text(sysfs.resolve("device/vendor")) + " " + text(sysfs.resolve("device/model"));
        this.channel = FileChannel.open(node, options);
        this.buffer = ByteBuffer.allocateDirect(BUFFER_BYTES + DiskExercise.PIECE_BYTES)
                .alignedSlice(DiskExercise.PIECE_BYTES);
    }

    @Override
    public String describe() {
        return description;
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public byte[] read(long offset, int count) throws IOException {
        byte[] data = new byte[count];
        for (int at = 0; at < count; at += BUFFER_BYTES) {
            buffer.clear().limit(Math.min(BUFFER_BYTES, count - at));
            while (buffer.hasRemaining()) {
                if (channel.read(buffer, offset + at + buffer.position()) <= 0) {
                    throw new IOException("the disk ends at byte " + (offset + at + buffer.position()));
                }
            }
            buffer.flip().get(data, at, buffer.limit());
        }
        return data;
    }

    @Override
    public void write(long offset, byte[] data) throws IOException {
        for (int at = 0; at < data.length; at += BUFFER_BYTES) {
            buffer.clear()
                    .put(data, at, Math.min(BUFFER_BYTES, data.length - at))
                    .flip();
            while (buffer.hasRemaining()) {
                channel.write(buffer, offset + at + buffer.position());
            }
        }
    }

    @Override
    public void flush() throws IOException {
        channel.force(true);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** O_DIRECT, by name: it is the JDK's own, outside of its standard API, and javac warns of every mention of it. */
    private static OpenOption direct() throws IOException {
        try {
            Class<?> options = Class.forName("com.sun.nio.file.ExtendedOpenOption");
            return Stream.of(options.getEnumConstants())
                    .filter(option -> option.toString().equals("DIRECT"))
                    .map(OpenOption.class::cast)
                    .findFirst()
                    .orElseThrow(() -> new IOException("this Java has no direct I/O"));
        } catch (ClassNotFoundException e) {
            throw new IOException("this Java has no direct I/O", e);
        }
    }

    private static String text(Path attribute) throws IOException {
        return Files.exists(attribute) ? Files.readString(attribute).strip() : "";
    }
}
