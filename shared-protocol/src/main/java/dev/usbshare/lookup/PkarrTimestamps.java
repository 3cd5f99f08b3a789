package dev.usbshare.lookup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The times of a node's packets, each later than the one before, whatever the clock does: servers keep the latest packet only. The last
 * one is kept in a file, so that this holds over restarts.
 *
 * <p><b>Confinement</b>: one thread, which it may block for a write of a small file.
 */
public final class PkarrTimestamps {

    private static final Logger LOG = LoggerFactory.getLogger(PkarrTimestamps.class);
    private static final int MAX_FILE_BYTES = 32;

    private final Path file;
    private final InstantSource clock;
    private long last = -1;

    public PkarrTimestamps(Path file, InstantSource clock) {
        this.file = file;
        this.clock = clock;
    }

    /** In microseconds since 1970. */
    long next() {
        if (last < 0) {
            last = read();
        }
        Instant now = clock.instant();
        long micros = Math.addExact(Math.multiplyExact(now.getEpochSecond(), 1_000_000L), now.getNano() / 1000);
        last = Math.max(micros, last + 1);
        write();
        return last;
    }

    private long read() {
        try {
            if (Files.size(file) > MAX_FILE_BYTES) {
                return 0;
            }
            return Math.clamp(Long.parseLong(Files.readString(file).strip()), 0, Long.MAX_VALUE - 1);
        } catch (NoSuchFileException e) {
            return 0;
        } catch (IOException | NumberFormatException e) {
            LOG.atWarn().addKeyValue("file", file).log("Not readable; written anew");
            return 0;
        }
    }

    private void write() {
        try {
            Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
            Files.writeString(temporary, last + "\n");
            Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            LOG.atWarn()
                    .addKeyValue("file", file)
                    .addKeyValue("error", e.toString())
                    .log(
                            "Not written: after a restart with a clock set back, peers may not find this node for a while");
        }
    }
}
