package dev.usbshare.client.exercise;

import dev.usbshare.client.driver.BulkDriver;
import dev.usbshare.client.driver.KeyboardDriver;
import dev.usbshare.client.driver.MassStorageDriver;
import dev.usbshare.client.driver.SerialDriver;
import dev.usbshare.client.driver.UsbPipes;
import dev.usbshare.usb.ClassCode;
import dev.usbshare.usb.InterfaceDescriptor;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/** Picks the exercise that fits a device whose pipes this process holds, and runs it. */
final class Exercises {

    private static final ClassCode BULK_ONLY_STORAGE = new ClassCode(0x08, 0x06, 0x50);
    private static final ClassCode BOOT_KEYBOARD = new ClassCode(0x03, 0x01, 0x01);
    private static final ClassCode SOURCE_SINK = new ClassCode(0xff, 0x00, 0x00);
    private static final ClassCode LOOPBACK = new ClassCode(0xff, 0x00, 0x01);
    private static final int COMMUNICATION = 0x02;
    private static final int ABSTRACT_CONTROL = 0x02;

    private Exercises() {}

    static void run(UsbPipes pipes, Workbench work) throws IOException {
        Duration patience = work.settings().patience();
        if (has(pipes, BULK_ONLY_STORAGE)) {
            DiskExercise.run(DriverDisk.of(new MassStorageDriver(pipes, patience)), work);
        } else if (has(pipes, BOOT_KEYBOARD)) {
            try (var keyboard = new KeyboardDriver(pipes, KeysExercise.LISTEN)) {
                KeysExercise.run(new DriverKeys(keyboard), work);
            }
        } else if (isSerial(pipes)) {
            serial(pipes, work);
        } else if (work.isSimulated() && has(pipes, SOURCE_SINK)) {
            StreamExercise.sourceAndSink(new BulkDriver(pipes, patience), work);
        } else if (work.isSimulated() && has(pipes, LOOPBACK)) {
            StreamExercise.loopback(new BulkDriver(pipes, patience), work);
        }
    }

    private static void serial(UsbPipes pipes, Workbench work) throws IOException {
        try (var port = new SerialDriver(pipes, work.settings().patience())) {
            SerialDriver.LineCoding coding = port.lineCoding();
            work.done(Step.of("open", coding.baud() + " baud"));
            if (work.isSimulated()) { // no other one is known to echo
                LineExercise.run(new DriverLine(port), work);
            }
        }
    }

    private static boolean has(UsbPipes pipes, ClassCode code) {
        return pipes.configuration().interfaces().stream()
                .map(InterfaceDescriptor::classCode)
                .anyMatch(code::equals);
    }

    private static boolean isSerial(UsbPipes pipes) {
        return pipes.configuration().interfaces().stream()
                .map(InterfaceDescriptor::classCode)
                .anyMatch(c -> c.baseClass() == COMMUNICATION && c.subClass() == ABSTRACT_CONTROL);
    }

    private record DriverDisk(MassStorageDriver driver, MassStorageDriver.Capacity capacity) implements Disk {
        static DriverDisk of(MassStorageDriver driver) throws IOException {
            return new DriverDisk(driver, driver.capacity());
        }

        @Override
        public String describe() throws IOException {
            MassStorageDriver.Inquiry who = driver.inquiry();
            return (who.vendor() + " " + who.product()).strip();
        }

        @Override
        public long bytes() {
            return capacity.bytes();
        }

        @Override
        public byte[] read(long offset, int count) throws IOException {
            return driver.read(offset / capacity.blockBytes(), count / capacity.blockBytes());
        }

        @Override
        public void write(long offset, byte[] data) throws IOException {
            driver.write(offset / capacity.blockBytes(), data);
        }

        @Override
        public void flush() throws IOException {
            driver.synchronizeCache();
        }
    }

    private record DriverLine(SerialDriver port) implements Line {
        @Override
        public void write(byte[] data) throws IOException {
            port.write(data);
        }

        @Override
        public byte[] read(int count) throws IOException {
            return port.read(count);
        }
    }

    private record DriverKeys(KeyboardDriver keyboard) implements Keys {
        @Override
        public Optional<Character> next() throws IOException {
            try {
                return Optional.of(keyboard.readText(1).charAt(0));
            } catch (IOException e) {
                if (e.getCause() instanceof TimeoutException) {
                    return Optional.empty();
                }
                throw e;
            }
        }
    }
}
