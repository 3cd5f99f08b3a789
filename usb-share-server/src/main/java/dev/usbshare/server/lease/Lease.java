package dev.usbshare.server.lease;

import dev.usbshare.identity.NodeId;
import dev.usbshare.server.policy.LeaseTerms;
import dev.usbshare.usb.BusId;
import dev.usbshare.usb.UsbDeviceInfo;
import dev.usbshare.wire.LeaseId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A right to one device, from its promise until the device is free again.
 *
 * <p><b>Confinement</b>: what does not change may be read from any thread, and so may {@link #terms}, {@link #state} and
 * {@link #hangs}.
 */
public final class Lease {

    /** How far it is. */
    public enum State {
        /** Promised: the device is being opened. */
        OPENING,
        /** The client has it. */
        HELD,
        /** The device is being given back. */
        ENDING
    }

    private final LeaseId id;
    private final UsbDeviceInfo device;
    private final LeaseSeeker seeker;
    private final Instant since;
    private final long sinceNanos;
    private final PoliteRequest politeRequest;
    private volatile State state = State.OPENING;
    private volatile LeaseTerms terms = LeaseTerms.UNBOUND;
    private volatile String hangs = "";
    private LeaseUse use = LeaseUse.NONE;

    Lease(LeaseId id, LeaseSeeker seeker, Instant since, long sinceNanos, PoliteRequest politeRequest) {
        this.id = id;
        this.device = seeker.device();
        this.seeker = seeker;
        this.since = since;
        this.sinceNanos = sinceNanos;
        this.politeRequest = politeRequest;
    }

    /** A capability: shown to its holder only. */
    public LeaseId id() {
        return id;
    }

    public UsbDeviceInfo device() {
        return device;
    }

    public BusId busId() {
        return device.busId();
    }

    public NodeId holder() {
        return seeker.who().peer();
    }

    /** For people. */
    public String holderName() {
        return seeker.who().name();
    }

    public Instant since() {
        return since;
    }

    public State state() {
        return state;
    }

    public LeaseTerms terms() {
        return terms;
    }

    LeaseSeeker seeker() {
        return seeker;
    }

    long session() {
        return seeker.who().session();
    }

    long sinceNanos() {
        return sinceNanos;
    }

    PoliteRequest politeRequest() {
        return politeRequest;
    }

    LeaseUse use() {
        return use;
    }

    void toHeld(LeaseTerms bound, LeaseUse used) {
        terms = bound;
        use = used;
        state = State.HELD;
    }

    void toEnding() {
        state = State.ENDING;
    }

    /** How its device hangs, for people; empty if it does not. */
    public String hangs() {
        return hangs;
    }

    void toHanging(String why) {
        hangs = why;
    }

    void setTerms(LeaseTerms changed) {
        terms = changed;
    }

    /** Whether it is the same device, plugged in once: what is told of it may have changed. */
    public static boolean isSame(UsbDeviceInfo one, UsbDeviceInfo other) {
        return one.busId().equals(other.busId())
                && one.deviceNumber() == other.deviceNumber()
                && one.usbId().equals(other.usbId());
    }

    /** For people: who has the device, and since when. */
    public String whoHasIt() {
        return "device " + busId() + " is in use by " + holderName() + " since "
                + since.truncatedTo(ChronoUnit.SECONDS);
    }

    @Override
    public String toString() {
        return "Lease[" + id.toShortString() + ", " + busId() + "]";
    }
}
