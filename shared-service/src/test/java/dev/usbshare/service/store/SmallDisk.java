package dev.usbshare.service.store;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A disk of a few kilobytes: a tmpfs, mounted by root. */
public final class SmallDisk implements AutoCloseable {

    private final Path path;

    private SmallDisk(Path path) {
        this.path = path;
    }

    /** Skips the test where that is not allowed. */
    public static SmallDisk mount(Path at, int bytes) throws IOException {
        Files.createDirectories(at);
        assumeThat(run("mount", "-t", "tmpfs", "-o", "mode=0700,size=" + bytes, "none", at.toString()))
                .as("mounting a tmpfs")
                .isZero();
        return new SmallDisk(at);
    }

    public Path path() {
        return path;
    }

    /** Takes all the space that is left. */
    public void fill() throws IOException {
        byte[] block = new byte[4096];
        try (OutputStream out = Files.newOutputStream(ballast())) {
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            if (!String.valueOf(full.getMessage()).contains("No space left")) {
                throw full;
            }
        }
    }

    /** Gives back what {@link #fill} took. */
    public void free() throws IOException {
        Files.delete(ballast());
    }

    private Path ballast() {
        return path.resolve("ballast");
    }

    @Override
    public void close() throws IOException {
        run("umount", path.toString());
    }

    private static int run(String... command) throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .onExit()
                .join()
                .exitValue();
    }
}
