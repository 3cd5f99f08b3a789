/** Simulated devices, seen from the host's side of the cable. */
@NullMarked
package dev.usbshare.simulation;

import org.jspecify.annotations.NullMarked;
