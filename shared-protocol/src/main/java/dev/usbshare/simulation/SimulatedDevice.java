package dev.usbshare.simulation;

import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.SetupPacket;
import dev.usbshare.usb.UrbStatus;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;

/**
 * A USB device made of software, to be plugged into a {@link SimulatedUsbHost}. One device sits in one host at a time.
 *
 * <p><b>Confinement</b>: while it is open, its logic runs on the executor that it was opened with; what a subclass offers
 * beyond that, such as pressing keys, is thread-safe.
 *
 * <p><b>Ownership</b>: a host closes the devices that it still holds when it is closed itself; one that was unplugged
 * belongs to the caller again.
 */
public abstract sealed class SimulatedDevice implements AutoCloseable
        permits FlashDrive, SerialEcho, Keyboard, SourceSink, Loopback {

    /** What {@link #control} answers to a request that the device does not know. */
    static final int STALL = UrbStatus.EPIPE;

    private final DeviceDescription description;

    SimulatedDevice(DeviceDescription description) {
        this.description = description;
    }

    final DeviceDescription description() {
        return description;
    }

    /** The device has been reset and configured: its pipes are new and empty. */
    abstract void start(Endpoints endpoints, EventExecutor executor);

    /** The pipes are going away; what was under way ends unheard. Follows each {@link #start}. */
    void stop() {}

    /**
     * A class or vendor request, or a standard one to an interface.
     *
     * @param data IN: to be appended to, at most what is writable; OUT: what the host sent. Borrowed
     * @return 0, or {@link #STALL}; what an IN request moves is what it has appended
     */
    int control(SetupPacket setup, ByteBuf data) {
        return STALL;
    }

    /** The host has cleared an endpoint's halt. */
    void haltCleared(EndpointAddress endpoint) {}

    /** The host has sent SET_INTERFACE: the interface's pipes are empty and no longer halted. */
    void interfaceReset(int interfaceNumber) {}

    /** Frees what the device holds on this machine. Idempotent. */
    @Override
    public void close() {}
}
