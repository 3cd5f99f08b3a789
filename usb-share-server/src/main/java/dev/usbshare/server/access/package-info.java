/** Who may come in: {@link dev.usbshare.server.access.ApprovedPeers} decides, and denies whom it does not know. */
@NullMarked
package dev.usbshare.server.access;

import org.jspecify.annotations.NullMarked;
