package dev.usbshare.client.exercise;

import dev.usbshare.simulation.SimulatedUsbHost;
import dev.usbshare.usb.UsbDeviceInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** One attached device on the bench, and what was done with it so far. Confined to the exercising thread. */
final class Workbench {

    /** pid.codes keeps these product ids of its vendor for tests; simulated devices have them. */
    private static final int TEST_VENDOR = 0x1209;

    private static final int FIRST_TEST_PRODUCT = 0x0001;
    private static final int LAST_TEST_PRODUCT = 0x0010;

    private final UsbDeviceInfo device;
    private final ExerciseSettings settings;
    private final List<Step> steps = new ArrayList<>();

    Workbench(UsbDeviceInfo device, ExerciseSettings settings) {
        this.device = device;
        this.settings = settings;
    }

    ExerciseSettings settings() {
        return settings;
    }

    /** Whether the device's data may be lost. */
    boolean mayWrite() {
        return settings.writes() || isSimulated();
    }

    /** By what no real device has: a bus of that number, and ids that are for tests. */
    boolean isSimulated() {
        return device.busNumber() == SimulatedUsbHost.BUS_NUMBER
                && device.vendorId() == TEST_VENDOR
                && device.productId() >= FIRST_TEST_PRODUCT
                && device.productId() <= LAST_TEST_PRODUCT;
    }

    /** Whether one of its interfaces is of that class. */
    boolean hasInterface(int baseClass) {
        return device.interfaceClasses().stream().anyMatch(c -> c.baseClass() == baseClass);
    }

    void done(Step step) {
        steps.add(step);
    }

    List<Step> steps() {
        return List.copyOf(steps);
    }

    long now() {
        return settings.nanoTime().getAsLong();
    }

    /** The same data each time it is asked for. */
    RandomGenerator random() {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(settings.seed());
    }
}
