package dev.usbshare.server.session;

import dev.usbshare.server.engine.DeviceEngine;
import dev.usbshare.server.lease.Lease;

/** A lease in use, with its device at work. */
record HeldLease(Lease lease, DeviceEngine engine) {}
