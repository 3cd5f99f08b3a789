package dev.usbshare.server.lease;

import dev.usbshare.usb.UsbDeviceInfo;
import dev.usbshare.wire.RefusalCode;

/**
 * A request for a device on its way: refused, or in line until its turn, or leased until the lease ends.
 *
 * <p><b>Confinement</b>: called on the registry's executor.
 */
public interface LeaseSeeker {

    Leaseholder who();

    UsbDeviceInfo device();

    /**
     * It stands in line; again when its place or the holder changes.
     *
     * @param position 1 for the next
     * @param holder who has the device, for people
     */
    void queued(int position, String holder);

    /** It gets nothing and is forgotten. */
    void refused(RefusalCode code, String detail);

    /**
     * The device is its own from now until {@link LeaseRegistry#release}. Must not release it before it returns.
     *
     * @return false if it does not take it, having said why to whom it concerns
     */
    boolean turn(Lease lease);

    /** It holds a lease that others wait for; 0 if nobody does any more. */
    void wanted(int waiting, String detail);

    /** It must end its lease and release it. */
    void revoked(LeaseEnd end);

    /** It holds a lease whose rules may have changed. */
    void review();
}
