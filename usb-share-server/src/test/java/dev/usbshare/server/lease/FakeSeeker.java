package dev.usbshare.server.lease;

import dev.usbshare.identity.NodeId;
import dev.usbshare.usb.BusId;
import dev.usbshare.usb.ClassCode;
import dev.usbshare.usb.UsbDeviceInfo;
import dev.usbshare.usb.UsbSpeed;
import dev.usbshare.wire.RefusalCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Keeps what it hears; takes the device when its turn comes, unless told not to. */
final class FakeSeeker implements LeaseSeeker {

    private final Leaseholder who;
    private final UsbDeviceInfo device;
    final List<String> heard = new ArrayList<>();
    boolean takes = true;

    @Nullable
    Lease lease;

    private FakeSeeker(Leaseholder who, UsbDeviceInfo device) {
        this.who = who;
        this.device = device;
    }

    /** A session's number is its peer's unless that came back. */
    static FakeSeeker of(int peer, String name, long session, BusId busId) {
        byte[] key = new byte[NodeId.BYTES];
        Arrays.fill(key, (byte) peer);
        return new FakeSeeker(new Leaseholder(NodeId.of(key), name, session), device(busId, 1));
    }

    static UsbDeviceInfo device(BusId busId, int number) {
        return new UsbDeviceInfo(
                busId, 1, number, UsbSpeed.HIGH, 0x1209, 5, 1, new ClassCode(0xff, 0, 0), List.of(), "", "", "");
    }

    Lease lease() {
        return Objects.requireNonNull(lease, "no lease");
    }

    @Override
    public Leaseholder who() {
        return who;
    }

    @Override
    public UsbDeviceInfo device() {
        return device;
    }

    @Override
    public void queued(int position, String holder) {
        heard.add("queued " + position + " behind " + holder);
    }

    @Override
    public void refused(RefusalCode code, String detail) {
        heard.add("refused " + code + ": " + detail);
    }

    @Override
    public boolean turn(Lease offered) {
        heard.add(takes ? "turn" : "declined");
        lease = takes ? offered : null;
        return takes;
    }

    @Override
    public void wanted(int waiting, String detail) {
        heard.add("wanted by " + waiting + ": " + detail);
    }

    @Override
    public void revoked(LeaseEnd end) {
        heard.add("revoked " + end.code() + ": " + end.reason());
    }

    @Override
    public void review() {
        heard.add("review");
    }
}
