/** What the server's audit log tells: every {@link dev.usbshare.server.audit.ServerEvent}, in one place. */
@NullMarked
package dev.usbshare.server.audit;

import org.jspecify.annotations.NullMarked;
