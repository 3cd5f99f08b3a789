package dev.usbshare.server.ops;

import dev.usbshare.server.engine.EngineListener;
import dev.usbshare.usb.Direction;
import dev.usbshare.usb.TransferType;

/** Counts what goes through one lease: for all, for its device, for its holder. Confined to the engine's executor. */
record LeaseTraffic(EngineListener all, SharedDeviceMeters.One device, PeerMeters.One holder)
        implements EngineListener {

    @Override
    public void urbHeldBack() {
        all.urbHeldBack();
    }

    @Override
    public void urbSubmitted() {
        device.inFlight.incrementAndGet();
        all.urbSubmitted();
    }

    @Override
    public void urbCompleted(TransferType type, Direction direction, int status, int moved, long nanos) {
        device.inFlight.decrementAndGet();
        device.urbs.completed(direction, status, moved, nanos);
        holder.moved(direction, moved);
        all.urbCompleted(type, direction, status, moved, nanos);
    }

    @Override
    public void urbRefused(int status) {
        device.urbs.refused();
        all.urbRefused(status);
    }
}
