package dev.usbshare.client.exercise;

import dev.usbshare.usb.UsbDeviceInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;

/** Takes every device of a server in turn: attaches it, exercises it, gives it back. */
public final class ExerciseRun {

    private static final Path DEV = Path.of("/dev");

    private final Bench bench;
    private final ExerciseSettings settings;

    public ExerciseRun(Bench bench, ExerciseSettings settings) {
        this.bench = bench;
        this.settings = settings;
    }

    /** @throws IOException if the server cannot be used at all; what is wrong with a device is in the report */
    public Report run() throws IOException, InterruptedException {
        long start = settings.nanoTime().getAsLong();
        var reports = new ArrayList<DeviceReport>();
        for (UsbDeviceInfo device : bench.catalog()) {
            reports.add(exercise(device));
        }
        Duration roundTrip = bench.roundTrip();
        Duration took = Duration.ofNanos(settings.nanoTime().getAsLong() - start);
        return new Report(bench.server(), roundTrip, reports, took);
    }

    private DeviceReport exercise(UsbDeviceInfo device) throws InterruptedException {
        var work = new Workbench(device, settings);
        try {
            long start = work.now();
            AttachedDevice attached = bench.attach(device);
            work.done(Step.of("attach and enumerate", millis(work.now() - start)));
            try {
                switch (attached) {
                    case AttachedDevice.InProcess(var pipes) -> Exercises.run(pipes, work);
                    case AttachedDevice.InKernel(var sysfs) -> KernelExercises.run(new KernelDevice(sysfs, DEV), work);
                }
            } finally {
                bench.detach(device);
            }
            return new DeviceReport(device, work.steps(), null);
        } catch (IOException e) {
            return new DeviceReport(device, work.steps(), String.valueOf(e.getMessage()));
        }
    }

    private static String millis(long nanos) {
        return nanos / 1_000_000 + " ms";
    }
}
