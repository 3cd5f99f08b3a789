package dev.usbshare.server.engine;

import dev.usbshare.identity.NodeId;
import dev.usbshare.usb.BusId;
import dev.usbshare.usb.Direction;
import dev.usbshare.usb.TransferType;

/** Hears what an engine does, for meters. Called on the engine's executor; must be quick. */
public interface EngineListener {

    /** Takes no notice. */
    EngineListener UNHEARD = new EngineListener() {
        @Override
        public void urbSubmitted() {}

        @Override
        public void urbCompleted(TransferType type, Direction direction, int status, int bytes, long nanos) {}

        @Override
        public void urbRefused(int status) {}
    };

    /** The one that hears what a lease's engine does. */
    default EngineListener ofLease(NodeId holder, BusId device) {
        return this;
    }

    /** An URB that the client submitted waits for a limit of bandwidth. */
    default void urbHeldBack() {}

    /** An URB was given to the device. */
    void urbSubmitted();

    /**
     * An URB came back from the device.
     *
     * @param status {@link dev.usbshare.usb.UrbStatus}
     * @param bytes really moved
     * @param nanos since it was given to the device
     */
    void urbCompleted(TransferType type, Direction direction, int status, int bytes, long nanos);

    /** An URB was answered without the device's part: no such endpoint, beyond the limits, or the device is gone. */
    void urbRefused(int status);
}
