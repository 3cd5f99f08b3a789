package dev.usbshare.client.exercise;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;

/**
 * A disk as people use one: a fresh vfat file system, a file on it, unmounted, mounted again, the file read back with the same
 * checksum.
 */
final class FileSystemExercise {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MAX_FILE_BYTES = 8 << 20;

    private FileSystemExercise() {}

    static void run(Path node, Workbench work) throws IOException {
        if (!Command.exists("mkfs.vfat")) {
            work.done(Step.of("file system", "left out: no mkfs.vfat on this machine"));
            return;
        }
        byte[] data = new byte[(int) Math.min(work.settings().bytes() / 2, MAX_FILE_BYTES)];
        work.random().nextBytes(data);
        Path folder = Files.createTempDirectory("usb-share-");
        try {
            Command.run(PATIENCE, "mkfs.vfat", "-I", node.toString());
            long start = work.now();
            mounted(node, folder, () -> Files.write(folder.resolve("file"), data));
            long nanos = work.now() - start;
            byte[][] back = {{}};
            mounted(node, folder, () -> back[0] = Files.readAllBytes(folder.resolve("file")));
            if (!Arrays.equals(data, back[0])) {
                throw new IOException("the file on the disk is another one than was written");
            }
            MessageDigest digest = Sizes.sha256();
            work.done(Step.timed(
                    "vfat: " + Sizes.text(data.length) + " file, unmount, read back",
                    data.length,
                    nanos,
                    "sha256 ok " + Sizes.hex(digest.digest(back[0]))));
        } finally {
            Files.deleteIfExists(folder);
        }
    }

    private interface Use {
        void run() throws IOException;
    }

    private static void mounted(Path node, Path folder, Use use) throws IOException {
        Command.run(PATIENCE, "mount", "-t", "vfat", node.toString(), folder.toString());
        try {
            use.run();
        } finally {
            Command.run(PATIENCE, "umount", folder.toString());
        }
    }
}
