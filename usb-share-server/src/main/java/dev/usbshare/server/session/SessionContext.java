package dev.usbshare.server.session;

import dev.usbshare.capture.Captures;
import dev.usbshare.server.access.PeerAccess;
import dev.usbshare.server.catalog.SharedDevices;
import dev.usbshare.server.engine.EngineListener;
import dev.usbshare.server.lease.LeaseRegistry;
import dev.usbshare.server.policy.DevicePolicies;
import dev.usbshare.service.audit.AuditLog;
import dev.usbshare.usb.UsbHost;
import java.time.Clock;

/**
 * What every session works with.
 *
 * @param audit hears of each session before its peer does
 * @param nodeName this server's name for people
 * @param software product and version
 * @param limits of bandwidth
 * @param captures of devices' traffic
 */
public record SessionContext(
        UsbHost host,
        SharedDevices catalog,
        LeaseRegistry leases,
        PeerAccess peers,
        DevicePolicies policies,
        AuditLog audit,
        EngineListener engineListener,
        SessionListener sessionListener,
        Clock clock,
        String nodeName,
        String software,
        BandwidthLimits limits,
        Captures captures) {

    /** Without limits of bandwidth and captures. */
    public SessionContext(
            UsbHost host,
            SharedDevices catalog,
            LeaseRegistry leases,
            PeerAccess peers,
            DevicePolicies policies,
            AuditLog audit,
            EngineListener engineListener,
            SessionListener sessionListener,
            Clock clock,
            String nodeName,
            String software) {
        this(
                host,
                catalog,
                leases,
                peers,
                policies,
                audit,
                engineListener,
                sessionListener,
                clock,
                nodeName,
                software,
                BandwidthLimits.none(leases.executor()),
                new Captures(clock));
    }
}
