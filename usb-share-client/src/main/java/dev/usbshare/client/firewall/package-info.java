/**
 * What may come in: {@link dev.usbshare.client.firewall.Firewall} decides, before the kernel hears of it, whether what a
 * server leases is what it claims to be, of a class that its server may bring, and what it was the last time.
 */
@NullMarked
package dev.usbshare.client.firewall;

import org.jspecify.annotations.NullMarked;
