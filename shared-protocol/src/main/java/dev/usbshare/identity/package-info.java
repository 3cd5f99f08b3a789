/**
 * Who a node is: its Ed25519 key pair, the key's file, its node id, the self-signed certificate that carries it, and the signed
 * statements by which a new key takes the place of an old one. What people hand over to bring two nodes together: tickets.
 */
@NullMarked
package dev.usbshare.identity;

import org.jspecify.annotations.NullMarked;
