/**
 * Who has which device. A device is one session's at a time: a {@link dev.usbshare.server.lease.Lease} is granted and
 * released in the {@link dev.usbshare.server.lease.LeaseRegistry} and nowhere else.
 */
@NullMarked
package dev.usbshare.server.lease;

import org.jspecify.annotations.NullMarked;
