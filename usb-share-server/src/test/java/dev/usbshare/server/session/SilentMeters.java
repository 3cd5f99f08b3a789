package dev.usbshare.server.session;

import dev.usbshare.server.engine.EngineListener;
import dev.usbshare.usb.Direction;
import dev.usbshare.usb.TransferType;

/** Counts nothing. */
final class SilentMeters implements EngineListener, SessionListener {
    @Override
    public void urbSubmitted() {}

    @Override
    public void urbCompleted(TransferType type, Direction direction, int status, int bytes, long nanos) {}

    @Override
    public void urbRefused(int status) {}

    @Override
    public void sessionOpened() {}

    @Override
    public void sessionClosed() {}

    @Override
    public void peerDenied() {}

    @Override
    public void protocolBroken() {}

    @Override
    public void leaseGranted() {}

    @Override
    public void leaseEnded() {}
}
