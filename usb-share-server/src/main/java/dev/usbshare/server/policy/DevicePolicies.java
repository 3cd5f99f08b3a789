package dev.usbshare.server.policy;

import dev.usbshare.server.access.ApprovedPeer;
import dev.usbshare.usb.UsbDeviceInfo;
import java.time.Instant;
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
     * Decides anew for a lease that is held, whose PIN was right: after rules changed, or a clock jumped.
     *
     * @param since when the lease began
     */
    PolicyDecision review(UsbDeviceInfo device, ApprovedPeer peer, Instant since);

    /** Calls back, on any thread, after rules changed. */
    void addListener(Runnable rulesChanged);
}
