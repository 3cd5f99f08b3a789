/** Tests of the room {@code lease}. */
@NullMarked
package dev.usbshare.server.lease;

import org.jspecify.annotations.NullMarked;
