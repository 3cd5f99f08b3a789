package dev.usbshare.server.policy;

import dev.usbshare.server.access.ApprovedPeer;
import dev.usbshare.usb.DescriptorSet;
import dev.usbshare.usb.UsbDeviceInfo;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The rules of all devices. Thread-safe; nothing here blocks. */
public interface DevicePolicies {

    /**
     * Decides a new lease.
     *
     * @param pin as typed; empty if none was
     * @return ends on any thread; a wrong PIN is counted before it does
     */
    CompletionStage<PolicyDecision> decide(UsbDeviceInfo device, ApprovedPeer peer, String pin);

    /**
     * Looks at what only an open device shows: the classes of every interface, in every configuration and alternate setting. To be
     * asked before a lease is told to its holder, and for leases that are held after rules changed.
     *
     * @return why the device must not be used; empty if it may
     */
    Optional<PolicyDecision.Refused> checkOpened(UsbDeviceInfo device, ApprovedPeer peer, DescriptorSet descriptors);

    /**
     * Decides anew for a lease that is held, or whose turn has come: after rules changed, or a clock jumped.
     *
     * @param since when the lease began; best computed from now and a clock that does not jump
     * @param terms what was decided before, with the PINs that were typed
     * @return refused with TIME_OVER where time is what ends it, and with PIN_REQUIRED where a PIN has come that was not typed
     */
    PolicyDecision review(UsbDeviceInfo device, ApprovedPeer peer, Instant since, LeaseTerms terms);

    /** Calls back, on any thread, after rules changed. */
    void addListener(Runnable rulesChanged);
}
