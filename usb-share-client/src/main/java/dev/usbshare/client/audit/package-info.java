/** What the client's audit log tells: every {@link dev.usbshare.client.audit.ClientEvent}, in one place. */
@NullMarked
package dev.usbshare.client.audit;

import org.jspecify.annotations.NullMarked;
