package dev.usbshare.client.firewall;

import dev.usbshare.identity.NodeId;
import dev.usbshare.usb.BusId;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** What people decided about servers, and what their devices were. Thread-safe; reading never blocks. */
public interface PinBook {

    AllowedClasses allowedFrom(NodeId server);

    /** Those of one place, oldest first. */
    List<DevicePin> pinsAt(NodeId server, BusId busId);

    /** Keeps a pin, in place of one for the same server, place and {@code vid:pid}. Ends when it is on disk. */
    CompletionStage<Void> keep(DevicePin pin);
}
