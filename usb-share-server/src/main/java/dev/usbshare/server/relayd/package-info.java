/** The relay as a program of its own, {@code usb-share-server relay}: its command line and settings, its wiring, health and meters. */
@NullMarked
package dev.usbshare.server.relayd;

import org.jspecify.annotations.NullMarked;
