package dev.usbshare.client.vhci.inprocess;

import dev.usbshare.usb.Direction;
import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.IsoPackets;
import dev.usbshare.usb.SetupPacket;
import java.util.function.Consumer;

/**
 * A request as the double's kernel holds it ({@code struct urb}): what a driver asked for, and how it ended.
 *
 * <p><b>Confinement</b>: the event loop of its port. Submitted once.
 */
public final class KernelUrb {

    private static final SetupPacket NO_SETUP = new SetupPacket(0, 0, 0, 0, 0);
    private static final byte[] NOTHING = {};

    enum State {
        NEW,
        /** Waits to be sent ({@code priv_tx}). */
        QUEUED,
        /** Waits for its answer ({@code priv_rx}). */
        SENT,
        GIVEN_BACK
    }

    private final int endpointNumber;
    private final Direction direction;
    private final SetupPacket setup;
    private final int transferFlags;
    private final int lengthBytes;
    private final byte[] outData;
    private final IsoPackets packets;
    private final Consumer<KernelUrb> givenBack;

    State state = State.NEW;
    boolean unlinking;
    private int seqnum;
    private int status;
    private int actualLengthBytes;
    private byte[] inData = NOTHING;
    private IsoPackets resultPackets = IsoPackets.NONE;

    private KernelUrb(
            int endpointNumber,
            Direction direction,
            SetupPacket setup,
            int transferFlags,
            int lengthBytes,
            byte[] outData,
            IsoPackets packets,
            Consumer<KernelUrb> givenBack) {
        this.endpointNumber = endpointNumber;
        this.direction = direction;
        this.setup = setup;
        this.transferFlags = transferFlags;
        this.lengthBytes = lengthBytes;
        this.outData = outData;
        this.packets = packets;
        this.givenBack = givenBack;
    }

    /**
     * A control request.
     *
     * @param out the OUT data stage; empty for IN
     * @param givenBack hears the end, once, on the event loop
     */
    public static KernelUrb control(SetupPacket setup, byte[] out, Consumer<KernelUrb> givenBack) {
        return new KernelUrb(0, setup.direction(), setup, 0, setup.lengthBytes(), out, IsoPackets.NONE, givenBack);
    }

    /** A control request that goes the other way than its setup packet says, which only a broken driver makes. */
    public static KernelUrb contradicting(SetupPacket setup, Direction direction, Consumer<KernelUrb> givenBack) {
        byte[] out = direction == Direction.OUT ? new byte[setup.lengthBytes()] : NOTHING;
        return new KernelUrb(0, direction, setup, 0, setup.lengthBytes(), out, IsoPackets.NONE, givenBack);
    }

    /** Asks a bulk or interrupt endpoint for data. */
    public static KernelUrb in(
            EndpointAddress endpoint, int lengthBytes, int transferFlags, Consumer<KernelUrb> givenBack) {
        return new KernelUrb(
                endpoint.number(),
                Direction.IN,
                NO_SETUP,
                transferFlags,
                lengthBytes,
                NOTHING,
                IsoPackets.NONE,
                givenBack);
    }

    /** Sends data to a bulk or interrupt endpoint. */
    public static KernelUrb out(
            EndpointAddress endpoint, byte[] data, int transferFlags, Consumer<KernelUrb> givenBack) {
        return new KernelUrb(
                endpoint.number(),
                Direction.OUT,
                NO_SETUP,
                transferFlags,
                data.length,
                data,
                IsoPackets.NONE,
                givenBack);
    }

    /** An isochronous request; {@code out} is the whole buffer for OUT, empty for IN. */
    public static KernelUrb isochronous(
            EndpointAddress endpoint, int lengthBytes, byte[] out, IsoPackets packets, Consumer<KernelUrb> givenBack) {
        return new KernelUrb(
                endpoint.number(), endpoint.direction(), NO_SETUP, 0, lengthBytes, out, packets, givenBack);
    }

    /** The number it went out with. */
    public EndpointAddress endpoint() {
        return EndpointAddress.of(endpointNumber, direction);
    }

    public int seqnum() {
        return seqnum;
    }

    public boolean isGivenBack() {
        return state == State.GIVEN_BACK;
    }

    /** {@link dev.usbshare.usb.UrbStatus}, once given back. */
    public int status() {
        return status;
    }

    public int actualLengthBytes() {
        return actualLengthBytes;
    }

    /** IN data; the array is the caller's. Iso data lies packed, packet after packet. */
    public byte[] inData() {
        return inData;
    }

    /** What became of the packets of an isochronous request. */
    public IsoPackets resultPackets() {
        return resultPackets;
    }

    int endpointNumber() {
        return endpointNumber;
    }

    Direction direction() {
        return direction;
    }

    SetupPacket setup() {
        return setup;
    }

    int transferFlags() {
        return transferFlags;
    }

    int lengthBytes() {
        return lengthBytes;
    }

    byte[] outData() {
        return outData;
    }

    IsoPackets packets() {
        return packets;
    }

    /** A key for the order within an endpoint: both directions of the control endpoint are one. */
    int orderKey() {
        return endpointNumber == 0 ? 0 : endpointNumber | directionCode() << 4;
    }

    /** {@code USBIP_DIR_OUT}, {@code USBIP_DIR_IN}: usbip_common.h. */
    int directionCode() {
        return direction == Direction.IN ? 1 : 0;
    }

    void queued(int number) {
        seqnum = number;
        state = State.QUEUED;
    }

    void giveBack(int endStatus, int actualBytes, byte[] data, IsoPackets moved) {
        state = State.GIVEN_BACK;
        status = endStatus;
        actualLengthBytes = actualBytes;
        inData = data;
        resultPackets = moved;
        givenBack.accept(this);
    }

    void giveBack(int endStatus) {
        giveBack(endStatus, 0, NOTHING, IsoPackets.NONE);
    }
}
