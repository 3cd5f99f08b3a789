/** Captures of devices' traffic, begun and ended through the management socket. */
@NullMarked
package dev.usbshare.service.capture;

import org.jspecify.annotations.NullMarked;
