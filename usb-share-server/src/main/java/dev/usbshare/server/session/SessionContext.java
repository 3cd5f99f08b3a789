package dev.usbshare.server.session;

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
        String software) {}
