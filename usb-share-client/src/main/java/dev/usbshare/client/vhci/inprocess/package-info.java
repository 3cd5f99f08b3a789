/**
 * A virtual host controller inside this JVM. {@link dev.usbshare.client.vhci.inprocess.InProcessVhci} plays the kernel's
 * side of the socket, so that a device works where no kernel takes it: in the demo, in benchmarks and in tests.
 *
 * <p>It holds its peer to the rules of Linux's vhci_hcd (drivers/usb/usbip/vhci_rx.c, vhci_hcd.c, usbip_common.c) and
 * drops the device on a breach, as the kernel does. It reads and writes USB/IP by itself and shares no codec with what it
 * checks.
 */
@NullMarked
package dev.usbshare.client.vhci.inprocess;

import org.jspecify.annotations.NullMarked;
