package dev.usbshare.server.lease;

import java.time.Duration;

/** Hears what happens to leases, for meters. Called on the registry's executor; must be quick. */
public interface LeaseListener {

    /**
     * A client was told that the lease is its own.
     *
     * @param waited since it asked for the device
     */
    void granted(Duration waited);

    /** A lease that was granted is over, and its device free. */
    void ended(LeaseEnd end);
}
