/** Tests of the relay server. */
@NullMarked
package dev.usbshare.server.relay;

import org.jspecify.annotations.NullMarked;
