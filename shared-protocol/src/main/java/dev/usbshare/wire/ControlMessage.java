package dev.usbshare.wire;

import dev.usbshare.identity.PairingSecret;
import dev.usbshare.path.PathSignal;
import dev.usbshare.usb.BusId;
import dev.usbshare.usb.DescriptorSet;
import dev.usbshare.usb.UsbDeviceInfo;
import java.util.List;

/**
 * A record of the control stream, the first bidirectional stream of a connection, opened by the client.
 *
 * <p>Unknown fields are ignored, so that records can grow. A record of unknown kind is answered with
 * {@link Unsupported} and otherwise ignored. Requests carry a number that their answer repeats.
 */
public sealed interface ControlMessage {

    /** What a client says. */
    sealed interface FromClient extends ControlMessage {}

    /** What a server says. */
    sealed interface FromServer extends ControlMessage {}

    /**
     * The client's first record; nothing is connected before its answer.
     *
     * @param versions protocol versions spoken, best first
     * @param features optional abilities by name; unknown ones are ignored
     * @param nodeName the client's name for people
     * @param software product and version
     */
    record Hello(List<Integer> versions, List<String> features, String nodeName, String software)
            implements FromClient {
        public Hello {
            versions = List.copyOf(versions);
            features = List.copyOf(features);
        }
    }

    /** Proves, before Hello, that a person of the server invited this node: the one-time secret of a ticket. */
    record Redeem(PairingSecret secret) implements FromClient {}

    /** Accepts a Hello: the version to speak and the features both sides have. */
    record Welcome(int version, List<String> features, String nodeName, String software) implements FromServer {
        public Welcome {
            features = List.copyOf(features);
        }
    }

    /** All devices this peer may see; sent after Welcome. */
    record Catalog(List<UsbDeviceInfo> devices) implements FromServer {
        public Catalog {
            devices = List.copyOf(devices);
        }
    }

    /** A device came, or changed. */
    record DeviceArrived(UsbDeviceInfo device) implements FromServer {}

    record DeviceLeft(BusId busId) implements FromServer {}

    /**
     * What people made of a device that the catalog holds; sent when either value is or was not empty.
     *
     * @param nickname the server's name for it; empty if none
     * @param holder who has it leased, for people; empty if nobody
     */
    record DeviceStatus(BusId busId, String nickname, String holder) implements FromServer {}

    /**
     * Asks for a lease of a device. Answered by Attached or Refused; with {@link AttachMode#WAIT}, Queued may come
     * before.
     *
     * @param pin the device's PIN as typed; empty if none was
     */
    record Attach(int request, BusId busId, AttachMode mode, String pin) implements FromClient {

        /** Asks for a device that must be free, without a PIN. */
        public Attach(int request, BusId busId) {
            this(request, busId, AttachMode.NOW, "");
        }

        @Override
        public String toString() {
            return "Attach[request=" + request + ", busId=" + busId + ", mode=" + mode
                    + (pin.isEmpty() ? "" : ", with a PIN") + "]";
        }
    }

    /**
     * The device is leased; the request waits in its queue. Sent again when the place changes.
     *
     * @param position 1 for the next in line
     * @param holder who has the device, for people
     */
    record Queued(int request, int position, String holder) implements FromServer {}

    /** Takes back an Attach that waits, which is then answered by Refused with CANCELLED. Otherwise ignored. */
    record Cancel(int request) implements FromClient {}

    /** The lease: endpoint streams may now be opened. */
    record Attached(int request, LeaseId lease, UsbDeviceInfo device, DescriptorSet descriptors)
            implements FromServer {}

    /** Gives a lease back. Answered by Detached when the device is free again, or Refused. */
    record Detach(int request, LeaseId lease) implements FromClient {}

    record Detached(int request) implements FromServer {}

    /** A request was not granted. */
    record Refused(int request, RefusalCode code, String detail) implements FromServer {}

    /** A lease ended without the client's asking. */
    record LeaseEnded(LeaseId lease, RefusalCode code, String detail) implements FromServer {}

    /**
     * Somebody waits for a leased device: its holder is asked, not made, to give it back.
     *
     * @param waiting how many wait
     * @param detail who, for people
     */
    record LeaseWanted(LeaseId lease, int waiting, String detail) implements FromServer {}

    /**
     * A lease will end without the client's asking.
     *
     * @param seconds until then
     */
    record LeaseEnding(LeaseId lease, int seconds, RefusalCode code, String detail) implements FromServer {}

    record Ping(int request) implements FromClient {}

    record Pong(int request) implements FromServer {}

    /** What the sender says of the ways between the two nodes; after Welcome, if both have {@link WireProtocol#FEATURE_PATHS}. */
    record Paths(PathSignal signal) implements FromClient, FromServer {}

    /** The sender did not know a record of this kind. */
    record Unsupported(String kind) implements FromClient, FromServer {}

    /** Read, never written: a record of a kind that we do not know. To be answered with {@link Unsupported}. */
    record Unknown(String kind) implements FromClient, FromServer {}
}
