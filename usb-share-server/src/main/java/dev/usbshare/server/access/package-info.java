/**
 * Who may come in. {@link dev.usbshare.server.access.AccessRoom} is the door: it decides about peers of the settings and of the
 * database, redeems tickets, follows peers that changed their key, keeps those who ask for a person to decide, and ends approvals.
 * What people do is at its {@link dev.usbshare.server.access.PeerDesk} and {@link dev.usbshare.server.access.TicketDesk}.
 *
 * <p>Decisions are read from memory; what is stored is stored by threads that may block, the audit log first.
 */
@NullMarked
package dev.usbshare.server.access;

import org.jspecify.annotations.NullMarked;
