/**
 * What a node learns of the network it is in: its own addresses, the address that others see (STUN), and ports that a router
 * opens when it is asked (PCP, NAT-PMP, UPnP).
 */
@NullMarked
package dev.usbshare.nat;

import org.jspecify.annotations.NullMarked;
