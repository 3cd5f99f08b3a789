/** Tests of the room {@code catalog}. */
@NullMarked
package dev.usbshare.server.catalog;

import org.jspecify.annotations.NullMarked;
