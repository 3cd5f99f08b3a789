package dev.usbshare.server.usbhost;

import java.util.concurrent.atomic.AtomicLong;

/** Transfers with libusb now, of all devices, and the bytes they ask for. Thread-safe. */
final class TransferMeter {

    private final AtomicLong transfers = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();

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
}
