package dev.usbshare.client.remote;

import dev.usbshare.usb.BusId;
import dev.usbshare.wire.AttachMode;

/**
 * What to ask a server for.
 *
 * @param pin as typed; empty if none. Never logged
 */
public record LeaseRequest(BusId busId, AttachMode mode, String pin) {

    /** A device that must be free, without a PIN. */
    public static LeaseRequest now(BusId busId) {
        return new LeaseRequest(busId, AttachMode.NOW, "");
    }

    @Override
    public String toString() {
        return "LeaseRequest[" + busId + ", " + mode + "]";
    }
}
