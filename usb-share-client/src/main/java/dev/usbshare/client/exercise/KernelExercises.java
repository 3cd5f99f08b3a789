package dev.usbshare.client.exercise;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Picks the exercise that fits what the kernel's drivers made of a device, and runs it on their nodes. */
final class KernelExercises {

    private static final Duration POLL = Duration.ofMillis(50);

    private static final int STORAGE = 0x08;

    private static final int COMMUNICATION = 0x02;
    private static final int HUMAN_INTERFACE = 0x03;

    private KernelExercises() {}

    static void run(KernelDevice device, Workbench work) throws IOException {
        if (work.hasInterface(STORAGE)) {
            disk(await("disk", device, KernelDevice::disk, work), work);
        } else if (work.hasInterface(COMMUNICATION)) {
            serial(await("serial port", device, KernelDevice::serialPort, work), work);
        } else if (work.hasInterface(HUMAN_INTERFACE)) {
            keyboard(device, work);
        } else {
            List<String> drivers = device.drivers();
            work.done(Step.of(
                    "kernel driver", drivers.isEmpty() ? "none takes this device" : String.join(", ", drivers)));
        }
    }

    private static void disk(Path node, Workbench work) throws IOException {
        try (var disk = new KernelDisk(node, work.mayWrite())) {
            DiskExercise.run(disk, work);
        }
        if (work.mayWrite()) {
            FileSystemExercise.run(node, work);
        }
    }

    private static void serial(Path node, Workbench work) throws IOException {
        try (var port = new KernelTty(node, work.settings().patience())) {
            work.done(Step.of("open", node.toString()));
            if (work.isSimulated()) { // no other one is known to echo
                LineExercise.run(port, work);
            }
        }
    }

    private static void keyboard(KernelDevice device, Workbench work) throws IOException {
        Path node = await("input device", device, KernelDevice::events, work);
        try (var keys = new KernelKeys(node)) {
            work.done(Step.of("open", node.toString()));
            KeysExercise.run(keys, work);
        }
    }

    private interface Lookup {
        Optional<Path> find(KernelDevice device) throws IOException;
    }

    /** Waits for the node that a driver makes, as long as the settings' patience lasts. */
    private static Path await(String what, KernelDevice device, Lookup lookup, Workbench work) throws IOException {
        long deadline = work.now() + work.settings().patience().toNanos();
        Optional<Path> node = lookup.find(device);
        while (node.isEmpty()) {
            if (work.now() > deadline) {
                throw new IOException("no " + what + " appeared within "
                        + work.settings().patience().toSeconds() + " s; the kernel's drivers for it: "
                        + device.drivers());
            }
            pause();
            node = lookup.find(device);
        }
        return node.get();
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(POLL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
