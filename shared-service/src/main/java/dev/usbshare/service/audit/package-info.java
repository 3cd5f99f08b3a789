/**
 * The audit log: who did what, kept so that changes to what was kept show. Rooms report {@link
 * dev.usbshare.service.audit.AuditEvent}s to an {@link dev.usbshare.service.audit.AuditLog} and know nothing of how they are
 * stored.
 */
@NullMarked
package dev.usbshare.service.audit;

import org.jspecify.annotations.NullMarked;
