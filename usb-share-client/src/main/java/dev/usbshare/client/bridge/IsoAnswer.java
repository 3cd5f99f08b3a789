package dev.usbshare.client.bridge;

import dev.usbshare.usb.IsoPacket;
import dev.usbshare.usb.IsoPackets;
import java.util.ArrayList;

/** What the kernel insists on in the answer to an isochronous URB ({@code usbip_recv_iso}, usbip_common.c). */
final class IsoAnswer {

    private IsoAnswer() {}

    /** As many packets as were asked for, none of them moved. */
    static IsoPackets nothingMoved(IsoPackets asked, int status) {
        if (asked.isEmpty()) {
            return IsoPackets.NONE;
        }
        var packets = new ArrayList<IsoPacket>(asked.count());
        for (int i = 0; i < asked.count(); i++) {
            packets.add(new IsoPacket(asked.offsetBytes(i), asked.lengthBytes(i), 0, status));
        }
        return IsoPackets.of(packets);
    }

    /** Whether {@code moved} are the packets that were asked for, whatever became of them. */
    static boolean isSameShape(IsoPackets asked, IsoPackets moved) {
        if (asked.count() != moved.count()) {
            return false;
        }
        for (int i = 0; i < asked.count(); i++) {
            if (asked.offsetBytes(i) != moved.offsetBytes(i) || asked.lengthBytes(i) != moved.lengthBytes(i)) {
                return false;
            }
        }
        return true;
    }

    static int errorCount(IsoPackets moved) {
        int errors = 0;
        for (int i = 0; i < moved.count(); i++) {
            errors += moved.status(i) == 0 ? 0 : 1;
        }
        return errors;
    }

    /** Size of that many packets' descriptors; {@code packetCount} is -1 in URBs that have none. */
    static int sizeBytes(int packetCount) {
        return Math.max(0, packetCount) * IsoPackets.BYTES;
    }
}
