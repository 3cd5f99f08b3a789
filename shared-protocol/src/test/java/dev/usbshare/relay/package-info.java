/** The relay protocol: its bytes, and relays and nodes that break it. */
@NullMarked
package dev.usbshare.relay;

import org.jspecify.annotations.NullMarked;
