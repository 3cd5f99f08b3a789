/**
 * Who has which device, who stands in line for it, and what ends a lease. A device is one session's at a time: a {@link
 * dev.usbshare.server.lease.LeaseSeeker} asks the {@link dev.usbshare.server.lease.LeaseRegistry}, which promises each
 * device to one of them and hears when it is free again; a {@link dev.usbshare.server.lease.LeaseWatch} keeps a held lease
 * to its terms; people look and withdraw at the {@link dev.usbshare.server.lease.LeaseDesk}.
 *
 * <p>Confined to the executor that all sessions run on, but for the snapshots and the desk.
 */
@NullMarked
package dev.usbshare.server.lease;

import org.jspecify.annotations.NullMarked;
