package dev.usbshare.server.engine;

import dev.usbshare.usb.IsoPacket;
import dev.usbshare.usb.IsoPackets;
import java.util.ArrayList;

/** The iso packets of an URB that was not carried out: as many as were asked for, each unmoved and with the status. */
final class RefusedPackets {

    private RefusedPackets() {}

    static IsoPackets of(IsoPackets asked, int status) {
        var packets = new ArrayList<IsoPacket>(asked.count());
        for (int i = 0; i < asked.count(); i++) {
            packets.add(new IsoPacket(asked.offsetBytes(i), asked.lengthBytes(i), 0, status));
        }
        return IsoPackets.of(packets);
    }
}
