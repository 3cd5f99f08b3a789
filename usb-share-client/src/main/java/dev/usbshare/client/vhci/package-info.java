/**
 * The client machine's virtual host controller, a seam: {@link dev.usbshare.client.vhci.Vhci} takes a device in and
 * speaks USB/IP on a socket, {@link dev.usbshare.client.vhci.KernelVhci} is Linux's vhci_hcd through sysfs.
 *
 * <p>What flows on the socket is the business of {@code bridge}. The double that plays the kernel in this JVM lives in
 * {@code vhci.inprocess}.
 */
@NullMarked
package dev.usbshare.client.vhci;

import org.jspecify.annotations.NullMarked;
