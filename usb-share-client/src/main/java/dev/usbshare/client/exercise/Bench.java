package dev.usbshare.client.exercise;

import dev.usbshare.usb.UsbDeviceInfo;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A server's devices as an exercise needs them. Calls block, each for a bounded time. */
public interface Bench {

    /** Name, node id and address for people. */
    String server();

    /** The devices on offer, waiting for the server if need be. */
    List<UsbDeviceInfo> catalog() throws IOException, InterruptedException;

    /** Attaches a device and waits until it is configured; one that fails is given back. */
    AttachedDevice attach(UsbDeviceInfo device) throws IOException, InterruptedException;

    /** Gives a device back; one that is gone is no error. */
    void detach(UsbDeviceInfo device) throws InterruptedException;

    /** The path's round trip as the transport measures it, null if it does not say. */
    @Nullable
    Duration roundTrip() throws InterruptedException;
}
