package dev.usbshare.server.usbhost;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/** Transfers with libusb now, of all devices, the bytes they ask for, and what usbfs lends. Thread-safe. */
final class TransferMeter {

    /** In MiB, 0 for no limit; counts all programs of the system (devio.c, usbfs_increase_memory_usage). */
    static final Path USBFS_LIMIT = Path.of("/sys/module/usbcore/parameters/usbfs_memory_mb");

    private final AtomicLong transfers = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private volatile long lentBytes = Long.MAX_VALUE;

    void began(int lengthBytes) {
        transfers.incrementAndGet();
        bytes.addAndGet(lengthBytes);
    }

    void ended(int lengthBytes) {
        transfers.decrementAndGet();
        bytes.addAndGet(-lengthBytes);
    }

    long transfers() {
        return transfers.get();
    }

    long bytes() {
        return bytes.get();
    }

    /** Reads the limit anew; a person may have raised it. */
    void readLimit(Path limit) {
        try {
            long mebibytes = Long.parseLong(Files.readString(limit).strip());
            lentBytes = mebibytes == 0 ? Long.MAX_VALUE : mebibytes << 20;
        } catch (IOException | NumberFormatException e) {
            lentBytes = Long.MAX_VALUE; // No usbfs, or a kernel that does not say.
        }
    }

    /** Whether some more would come so near the limit that a refusal needs no other reason. */
    boolean isNearLimit(int moreBytes) {
        return bytes() + moreBytes > lentBytes / 4 * 3;
    }
}
