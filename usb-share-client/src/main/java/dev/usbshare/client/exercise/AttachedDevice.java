package dev.usbshare.client.exercise;

import dev.usbshare.client.driver.UsbPipes;
import java.nio.file.Path;

/** Where an attached device can be reached. */
public sealed interface AttachedDevice {

    /** Driven by this process. */
    record InProcess(UsbPipes pipes) implements AttachedDevice {}

    /**
     * Driven by the kernel.
     *
     * @param sysfs its folder, {@code /sys/bus/usb/devices/...}
     */
    record InKernel(Path sysfs) implements AttachedDevice {}
}
