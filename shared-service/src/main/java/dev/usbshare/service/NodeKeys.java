package dev.usbshare.service;

import dev.usbshare.identity.NodeKey;
import dev.usbshare.identity.NodeKeyException;
import dev.usbshare.identity.NodeKeyFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The service's own key, as its settings name it. */
public final class NodeKeys {

    private static final String DEFAULT_FILE = "identity/node.key";

    private NodeKeys() {}

    /**
     * The key in the file, created when missing.
     *
     * @param configured {@code usb-share.identity.key-file}; null for {@value #DEFAULT_FILE} in the state directory
     * @throws StartFailure with {@link ExitCode#NO_PERMISSION} where the system denies the file to this user, else {@link
     *     ExitCode#CONFIGURATION}
     */
    public static NodeKey loadOrCreate(@Nullable Path configured, StateDirectory state) {
        Path file = file(configured, state);
        try {
            return new NodeKeyFile(file).loadOrCreate();
        } catch (NodeKeyException e) {
            throw new StartFailure(
                    isDenied(file) ? ExitCode.NO_PERMISSION : ExitCode.CONFIGURATION, "node key " + e.getMessage(), e);
        }
    }

    /** Where the key is; parameters as in {@link #loadOrCreate}. */
    public static Path file(@Nullable Path configured, StateDirectory state) {
        return configured != null ? configured : state.resolve(DEFAULT_FILE);
    }

    private static boolean isDenied(Path file) {
        if (Files.exists(file)) {
            return !Files.isReadable(file);
        }
        Path directory = file.toAbsolutePath().getParent();
        while (directory != null && !Files.exists(directory)) {
            directory = directory.getParent();
        }
        return directory != null && !Files.isWritable(directory);
    }
}
