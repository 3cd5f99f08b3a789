/** Tests of the audit log, and {@link dev.usbshare.service.audit.RecordingAuditLog} for the tests of who reports to it. */
@NullMarked
package dev.usbshare.service.audit;

import org.jspecify.annotations.NullMarked;
