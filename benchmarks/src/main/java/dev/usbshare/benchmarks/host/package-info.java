/**
 * usb-share against plain TCP on the bare host: the same URBs, from a thread that plays the kernel, to memory that plays
 * the device. Everything between is real: sockets, bridge, QUIC, engine, two processes. Run it with
 * {@code benchmarks/host}.
 */
@NullMarked
package dev.usbshare.benchmarks.host;

import org.jspecify.annotations.NullMarked;
