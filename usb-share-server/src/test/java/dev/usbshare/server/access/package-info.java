/** Tests of the room {@code access}. */
@NullMarked
package dev.usbshare.server.access;

import org.jspecify.annotations.NullMarked;
